/// What every axis of a mesh does with a tensor.
public struct Placements: Sendable, Hashable {
  /// Over the replicas.
  public var dpReplicate: Placement
  /// Over the ranks that share out a replica.
  public var dpShard: Placement
  /// Over the ranks that compute a layer together.
  public var tp: Placement

  /// The placements by axis; axes that are not named replicate.
  public init(
    dpReplicate: Placement = .replicate, dpShard: Placement = .replicate,
    tp: Placement = .replicate
  ) {
    (self.dpReplicate, self.dpShard, self.tp) = (dpReplicate, dpShard, tp)
  }

  /// FSDP over `dimension` inside of what tensor parallelism does: `tp` cuts first.
  ///
  /// Replicas hold the same. Where both cut the same dimension of a mesh whose `tp` axis has several
  /// ranks, the shard is strided.
  public init(sharding dimension: Int, inside tp: Placement, on mesh: Mesh) {
    let isCut = tp.dimension == dimension && mesh.tp > 1
    self.init(
      dpShard: isCut ? .stridedShard(dimension, split: mesh.tp) : .shard(dimension), tp: tp)
  }

  /// The placement over one axis.
  public subscript(axis: Mesh.Axis) -> Placement {
    switch axis {
    case .dpReplicate: dpReplicate
    case .dpShard: dpShard
    case .tp: tp
    }
  }

  /// The axes that cut `dimension`, in the order in which they do.
  ///
  /// Plain shards from left to right, then strided ones from right to left: each of those cuts inside
  /// all axes to its right.
  func axes(cutting dimension: Int) -> [Mesh.Axis] {
    let axes = Mesh.Axis.allCases.filter { self[$0].dimension == dimension }
    let plain = axes.filter { self[$0] == .shard(dimension) }
    return plain + axes.reversed().filter { self[$0] != .shard(dimension) }
  }
}
