import MotifCore
import MotifDistributed

/// Shapes, meshes and placements drawn at random, the same for the same number.
struct SampleSharding: Sendable, CustomStringConvertible {
  let mesh: Mesh
  let shape: [Int]
  let placements: Placements

  var description: String { "\(shape) \(placements) on \(mesh)" }
  var slices: ShardSlices { ShardSlices(shape: shape, placements: placements, on: mesh) }

  /// Up to 48 ranks, up to three dimensions, every kind of placement on every axis.
  static let all = (0..<300).map { SampleSharding($0) }

  init(_ number: Int) {
    var random = CounterRandom(seed: 16, name: "sharding \(number)")
    let mesh = Self.mesh(&random)
    let shape = (0..<random.integer(below: 4)).map { _ in
      // Often as small as the number of ranks, sometimes nothing at all.
      random.integer(below: random.integer(below: 3) == 0 ? 4 : 24)
    }
    var placements = Placements()
    for axis in Mesh.Axis.allCases.reversed() where !shape.isEmpty {
      let dimension = random.integer(below: shape.count)
      let pieces = Mesh.Axis.allCases.filter {
        $0.rawValue > axis.rawValue && placements[$0].dimension == dimension
      }.reduce(1) { $0 * mesh[$1] }
      let choices: [Placement] = [
        .replicate, .shard(dimension), .stridedShard(dimension, split: pieces),
      ]
      placements.set(choices[random.integer(below: 3)], axis)
    }
    (self.mesh, self.shape, self.placements) = (mesh, shape, placements)
  }

  /// One to four ranks along each axis.
  static func mesh(_ random: inout CounterRandom) -> Mesh {
    Mesh(
      dpReplicate: 1 + random.integer(below: 3), dpShard: 1 + random.integer(below: 4),
      tp: 1 + random.integer(below: 4))
  }

  /// Which place along `axis` holds index `index` of `count`, and its index there, when
  /// `⌈count / pieces⌉` at a time go to each: the rule of cutting, one index at a time.
  static func holder(of index: Int, of count: Int, pieces: Int) -> (place: Int, rest: Range<Int>) {
    var (place, start) = (0, 0)
    let length = Int((Double(count) / Double(pieces)).rounded(.up))
    while start + length <= index {
      start += length
      place += 1
    }
    return (place, start..<min(start + length, count))
  }
}

extension Placements {
  fileprivate mutating func set(_ placement: Placement, _ axis: Mesh.Axis) {
    switch axis {
    case .dpReplicate: dpReplicate = placement
    case .dpShard: dpShard = placement
    case .tp: tp = placement
    }
  }
}
