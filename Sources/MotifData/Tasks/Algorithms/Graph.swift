/// Towns with roads between them, as the graph families ask about.
struct Graph {
  let count: Int
  private(set) var roads: [(from: Int, to: Int, length: Int)] = []

  /// The towns A, B, C, … without a road.
  init(_ count: Int) { self.count = count }

  /// The name of a town.
  static func name(_ town: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(town)))
  }

  /// Adds `count` roads between pairs that have none; all pairs where there are fewer.
  mutating func addRoads(_ count: Int, _ choices: inout Choices) {
    let free = (0..<self.count).flatMap { from in
      (from + 1..<self.count).map { (from: from, to: $0) }
    }.filter { pair in !roads.contains { ($0.from, $0.to) == (pair.from, pair.to) } }
    for pair in choices.distinct(count, of: free) { add(pair.from, pair.to, &choices) }
  }

  /// Adds roads along which every town is reached.
  mutating func connect(_ choices: inout Choices) {
    for town in 1..<count { add(choices.integer(below: town), town, &choices) }
  }

  private mutating func add(_ from: Int, _ to: Int, _ choices: inout Choices) {
    roads.append((from, to, choices.integer(in: 1...15)))
  }

  /// `A-B 4, B-C 7`, or without lengths; the roads in an order of their own.
  func text(lengths: Bool, _ choices: inout Choices) -> String {
    choices.shuffled(roads).map { road in
      let (from, to) = choices.coin() ? (road.from, road.to) : (road.to, road.from)
      return "\(Self.name(from))-\(Self.name(to))" + (lengths ? " \(road.length)" : "")
    }.joined(separator: ", ")
  }

  /// The towns and the distances from `start` to them, the nearest first, by Dijkstra's rule.
  func distances(from start: Int) -> [(town: Int, distance: Int)] {
    var found: [(town: Int, distance: Int)] = []
    var best = [Int](repeating: .max, count: count)
    best[start] = 0
    while let town = (0..<count).filter({ town in
      best[town] < .max && !found.contains { $0.town == town }
    }).min(by: { best[$0] < best[$1] }) {
      found.append((town, best[town]))
      for road in roads {
        let other = road.from == town ? road.to : road.to == town ? road.from : town
        best[other] = min(best[other], best[town] + road.length)
      }
    }
    return found
  }
}
