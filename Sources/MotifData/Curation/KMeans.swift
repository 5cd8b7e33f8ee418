internal import MotifCore

/// Lloyd's algorithm from given or seeded centres: the same bits every time.
///
/// Stops when no label changes, no centre moves or at the step limit, and then labels by the last
/// centres. Nearest is by Euclidean distance, ties to the lower centre. A centre that loses all its
/// rows moves to the row farthest from its own centre, the farthest first, ties to the lower index.
package struct KMeans: Sendable, Equatable {
  /// The centres, one after the other.
  package private(set) var centers: [Double]
  /// The centre of each row.
  package private(set) var labels: [Int] = []
  /// How often the centres have moved, or would have without a change.
  package private(set) var steps = 0
  /// The sum of the squared distances to the centres.
  package private(set) var inertia = 0.0
  private let width: Int

  /// Groups rows of `width` numbers around `centers`.
  ///
  /// Cost: rows × centres × width for each step.
  package init(_ rows: [Float], width: Int, centers: [Double], stepLimit: Int = 300) {
    precondition(width > 0 && !centers.isEmpty && centers.count.isMultiple(of: width))
    self.width = width
    self.centers = centers
    let count = rows.count / width
    var isSettled = false
    while steps < stepLimit, !isSettled {
      let nearest = assign(rows, count)
      let before = (labels, self.centers)
      labels = nearest.labels
      move(rows, nearest.distances)
      isSettled = before.0 == labels || before.1 == self.centers
      steps += 1
    }
    let nearest = assign(rows, count)
    labels = nearest.labels
    inertia = nearest.distances.reduce(0, +)
  }

  /// Groups rows around `count` of them that `seed` picks (k-means++: Arthur, Vassilvitskii 2007).
  package init(_ rows: [Float], width: Int, count: Int, seed: UInt64, stepLimit: Int = 100) {
    precondition(count > 0 && rows.count >= width, "nothing can be put into \(count) groups")
    let rowCount = rows.count / width
    var random = CounterRandom(seed: seed, name: "k-means centres")
    func row(_ index: Int) -> [Double] {
      rows[index * width..<(index + 1) * width].map { Double($0) }
    }
    var centers = row(random.integer(below: rowCount))
    var distances = [Double](repeating: .infinity, count: rowCount)
    while centers.count < min(count, rowCount) * width {
      let last = Array(centers.suffix(width))
      for index in 0..<rowCount {
        distances[index] = min(distances[index], Self.distance(rows, index * width, last, 0, width))
      }
      var rest = random.uniform() * distances.reduce(0, +)
      // Rounding may leave a rest at the end; a row that is a centre has the distance 0.
      var pick = distances.lastIndex { $0 > 0 } ?? 0
      for index in 0..<rowCount where distances[index] > 0 {
        rest -= distances[index]
        if rest < 0 {
          pick = index
          break
        }
      }
      centers += row(pick)
    }
    self.init(rows, width: width, centers: centers, stepLimit: stepLimit)
  }

  private func assign(_ rows: [Float], _ count: Int) -> (labels: [Int], distances: [Double]) {
    var labels = [Int](repeating: 0, count: count)
    var distances = [Double](repeating: 0, count: count)
    for row in 0..<count {
      var least = Double.infinity
      for center in 0..<centers.count / width {
        let distance = Self.distance(rows, row * width, centers, center * width, width)
        if distance < least { (least, labels[row]) = (distance, center) }
      }
      distances[row] = least
    }
    return (labels, distances)
  }

  /// Moves every centre to the mean of its rows.
  private mutating func move(_ rows: [Float], _ distances: [Double]) {
    let count = centers.count / width
    var sums = [Double](repeating: 0, count: centers.count)
    var sizes = [Int](repeating: 0, count: count)
    func add(_ row: Int, to center: Int, times factor: Double) {
      for place in 0..<width {
        sums[center * width + place] += factor * Double(rows[row * width + place])
      }
      sizes[center] += Int(factor)
    }
    for (row, label) in labels.enumerated() { add(row, to: label, times: 1) }
    let empty = (0..<count).filter { sizes[$0] == 0 }
    if !empty.isEmpty {
      let farthest = labels.indices.sorted {
        distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
      }
      for (center, row) in zip(empty, farthest) where distances[row] > 0 {
        add(row, to: labels[row], times: -1)
        add(row, to: center, times: 1)
      }
    }
    for center in 0..<count where sizes[center] > 0 {
      for place in center * width..<(center + 1) * width {
        centers[place] = sums[place] / Double(sizes[center])
      }
    }
  }

  @inline(__always)
  private static func distance(
    _ rows: [Float], _ row: Int, _ centers: [Double], _ center: Int, _ width: Int
  ) -> Double {
    var sum = 0.0
    for place in 0..<width {
      let difference = Double(rows[row + place]) - centers[center + place]
      sum += difference * difference
    }
    return sum
  }
}
