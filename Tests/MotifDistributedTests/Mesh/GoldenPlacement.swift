import MotifDistributed

/// A placement as the golden files write it.
///
/// Where two axes cut the same dimension, tensor parallelism cuts first there; the files do not say
/// so in the placement.
struct GoldenPlacement: Decodable {
  let placement: Placement

  init(_ placement: Placement) { self.placement = placement }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    if name == "replicate" {
      placement = .replicate
    } else if name.hasPrefix("shard"), let dimension = Int(name.dropFirst(5)) {
      placement = .shard(dimension)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name) is no placement")
    }
  }

  static func placements(
    dpReplicate: GoldenPlacement? = nil, dpShard: GoldenPlacement?, tp: GoldenPlacement?,
    on mesh: Mesh
  ) throws -> Placements {
    let tp = tp?.placement ?? .replicate
    var placements = Placements(tp: tp)
    if let dimension = dpShard?.placement.dimension {
      placements = Placements(sharding: dimension, inside: tp, on: mesh)
    }
    placements.dpReplicate = dpReplicate?.placement ?? .replicate
    return placements
  }
}

extension Mesh {
  /// A mesh as the golden files write it: `[dpReplicate, dpShard, tp]`.
  init(_ sizes: [Int]) {
    precondition(sizes.count == 3, "\(sizes) is no mesh")
    self.init(dpReplicate: sizes[0], dpShard: sizes[1], tp: sizes[2])
  }
}
