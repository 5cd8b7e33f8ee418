internal import MotifCore
public import MotifTensor

/// How far copies have parted: noise-free ones never do, because they receive equal gradients.
///
/// Both measures take a matrix whose rows are the things compared, such as the signal heads of a
/// group. Computed in Double. Source: the degenerate growth that HyperCloning's noise avoids,
/// arXiv 2409.12903.
public enum CloneSymmetry {
  /// The effective rank `Σσ² / max σ²` of a matrix: 1 when all rows are multiples of one.
  ///
  /// At most the smaller dimension, reached when all singular values σ are equal; 0 for a zero
  /// matrix. The largest σ comes from power iteration, which stops when its square changes by less
  /// than 1e-12, or after 10 000 rounds. Cost O(rows · columns) a round.
  public static func effectiveRank(_ matrix: Tensor) -> Double {
    let rows = doubleRows(matrix)
    let total = rows.reduce(0) { $0 + dot($1, $1) }
    guard total > 0 else { return 0 }
    var random = CounterRandom(seed: 0, name: "power iteration")
    var direction = (0..<matrix.shape.columns).map { _ in random.normal() }
    var largest = 0.0
    for _ in 0..<10_000 {
      let length = dot(direction, direction).squareRoot()
      let images = rows.map { dot($0, direction) / length }
      let square = images.reduce(0) { $0 + $1 * $1 }
      if abs(square - largest) <= 1e-12 * square {
        largest = max(largest, square)
        break
      }
      largest = square
      direction = Array(repeating: 0, count: direction.count)
      for (row, image) in zip(rows, images) {
        for index in direction.indices { direction[index] += image * row[index] }
      }
    }
    return total / largest
  }

  /// The mean cosine over all pairs of different rows: 1 when all point the same way.
  ///
  /// A zero row has cosine 0 with every other. Cost O(rows² · columns).
  /// - Precondition: at least two rows.
  public static func meanPairwiseCosine(_ matrix: Tensor) -> Double {
    let rows = doubleRows(matrix)
    precondition(rows.count > 1, "a pairwise cosine needs two rows, not shape \(matrix.shape)")
    let lengths = rows.map { dot($0, $0).squareRoot() }
    var sum = 0.0
    for first in rows.indices {
      for second in rows.indices.dropFirst(first + 1) where lengths[first] * lengths[second] > 0 {
        sum += dot(rows[first], rows[second]) / (lengths[first] * lengths[second])
      }
    }
    return sum / Double(rows.count * (rows.count - 1) / 2)
  }

  private static func doubleRows(_ matrix: Tensor) -> [[Double]] {
    let columns = matrix.shape.columns
    return matrix.withUnsafePointer { pointer in
      (0..<matrix.shape.rows).map { row in
        (0..<columns).map { Double(pointer[row * columns + $0]) }
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}

extension CausalLanguageModel {
  /// The signal heads of a layer and how alike they are, averaged over the groups.
  public struct SignalHeadSymmetry: Sendable, Equatable {
    /// The effective rank of a group's signal heads: 1 for plain copies, at most their number.
    public let effectiveRank: Double
    /// The mean cosine between two signal heads of a group: 1 for plain copies.
    public let pairwiseCosine: Double
  }

  /// By layer, how alike the signal heads of a group are in what they compute from the input and in
  /// what they write: rows of W_q and columns of W_o together.
  ///
  /// Empty for models with one signal head a group, which have nothing to compare. Each part is
  /// scaled to norm 1 over the group, so that neither hides the other. Cost O(parameters of W_q and
  /// W_o), times the rounds of ``CloneSymmetry/effectiveRank(_:)``.
  public var signalHeadSymmetry: [SignalHeadSymmetry] {
    guard config.signalHeadsPerGroup > 1 else { return [] }
    return blocks.map { block in
      let groups = (0..<config.groupCount).map { group in
        signalHeads(block.attention, group: group)
      }
      let count = Double(groups.count)
      return SignalHeadSymmetry(
        effectiveRank: groups.reduce(0) { $0 + CloneSymmetry.effectiveRank($1) } / count,
        pairwiseCosine: groups.reduce(0) { $0 + CloneSymmetry.meanPairwiseCosine($1) } / count)
    }
  }

  /// One signal head of `group` a row.
  private func signalHeads(_ attention: GroupedDifferentialAttention, group: Int) -> Tensor {
    let (width, hidden) = (config.headDim, config.hiddenSize)
    let count = config.signalHeadsPerGroup
    let headsPerGroup = config.queryHeadCount / config.groupCount
    var queries: [[Float]] = []
    var outputs: [[Float]] = []
    attention.queries.weight.value.withUnsafePointer { weight in
      for head in 0..<count {
        let start = (group * headsPerGroup + head) * width * hidden
        queries.append((0..<width * hidden).map { weight[start + $0] })
      }
    }
    attention.output.weight.value.withUnsafePointer { weight in
      for head in 0..<count {
        let first = (group * count + head) * config.valueDim
        outputs.append(
          (0..<hidden * config.valueDim).map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: config.valueDim)
            return weight[row * config.attentionOutputWidth + first + column]
          })
      }
    }
    let rows = zip(normalised(queries), normalised(outputs)).map { $0 + $1 }
    return Tensor(rows.flatMap { $0 }, shape: [count, rows.first?.count ?? 0])
  }

  private func normalised(_ rows: [[Float]]) -> [[Float]] {
    let square = rows.reduce(0.0) { $1.reduce($0) { $0 + Double($1) * Double($1) } }
    guard square > 0 else { return rows }
    let scale = Float(1 / square.squareRoot())
    return rows.map { row in row.map { scale * $0 } }
  }
}
