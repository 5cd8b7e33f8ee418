/// The ranks of a run on a grid with three named axes.
///
/// A rank's number is `(replicate · dpShard + shard) · tp + tpIndex`: neighbours on the innermost axis
/// have neighbouring numbers, so that tensor parallelism stays within a machine. A mesh is a value: it
/// says who is where, and no rank has to exist.
public struct Mesh: Sendable, Hashable {
  /// The axes, outermost first.
  public enum Axis: Int, Sendable, CaseIterable {
    /// Replicas of the model, each of which holds every parameter once.
    case dpReplicate
    /// The ranks that share out the parameters of a replica among them (FSDP).
    case dpShard
    /// The ranks that compute a layer together (tensor parallelism).
    case tp
  }

  /// The position of a rank along every axis.
  public struct Coordinates: Sendable, Hashable {
    /// The replica.
    public var dpReplicate: Int
    /// The place among the ranks that share out a replica.
    public var dpShard: Int
    /// The place among the ranks that compute a layer together.
    public var tp: Int

    /// A position; 0 where nothing is said.
    public init(dpReplicate: Int = 0, dpShard: Int = 0, tp: Int = 0) {
      (self.dpReplicate, self.dpShard, self.tp) = (dpReplicate, dpShard, tp)
    }

    /// The position along one axis.
    public subscript(axis: Axis) -> Int {
      switch axis {
      case .dpReplicate: dpReplicate
      case .dpShard: dpShard
      case .tp: tp
      }
    }
  }

  /// The number of replicas.
  public let dpReplicate: Int
  /// The number of ranks that share out a replica.
  public let dpShard: Int
  /// The number of ranks that compute a layer together.
  public let tp: Int

  /// A mesh of the given sizes, each of them 1 or more.
  public init(dpReplicate: Int = 1, dpShard: Int = 1, tp: Int = 1) {
    precondition(
      dpReplicate > 0 && dpShard > 0 && tp > 0,
      "a mesh of \(dpReplicate) × \(dpShard) × \(tp) ranks has no rank")
    (self.dpReplicate, self.dpShard, self.tp) = (dpReplicate, dpShard, tp)
  }

  /// The number of ranks.
  public var size: Int { dpReplicate * dpShard * tp }

  /// The number of ranks along one axis.
  public subscript(axis: Axis) -> Int {
    switch axis {
    case .dpReplicate: dpReplicate
    case .dpShard: dpShard
    case .tp: tp
    }
  }

  /// Where `rank` is, which must be in `0 ..< size`.
  public func coordinates(of rank: Int) -> Coordinates {
    precondition(rank >= 0 && rank < size, "rank \(rank) is not in a mesh of \(size) ranks")
    let (row, tpIndex) = rank.quotientAndRemainder(dividingBy: tp)
    let (replicate, shard) = row.quotientAndRemainder(dividingBy: dpShard)
    return Coordinates(dpReplicate: replicate, dpShard: shard, tp: tpIndex)
  }

  /// The number of the rank at `coordinates`, which must lie in the mesh.
  public func rank(at coordinates: Coordinates) -> Int {
    precondition(
      Axis.allCases.allSatisfy { 0..<self[$0] ~= coordinates[$0] },
      "\(coordinates) is not in a mesh of \(dpReplicate) × \(dpShard) × \(tp) ranks")
    return (coordinates.dpReplicate * dpShard + coordinates.dpShard) * tp + coordinates.tp
  }
}
