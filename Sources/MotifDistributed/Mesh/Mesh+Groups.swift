/// Groups: the ranks that share their position on all axes but the given ones.
///
/// Along no axis a group is one rank, along all of them it is the mesh. To form the groups, every rank
/// calls `communicator.split(color: mesh.group(of: rank, along: axes), key: rank)`; its number in the
/// new communicator is then ``place(of:along:)``.
extension Mesh {
  /// All axes.
  public static let allAxes = Set(Axis.allCases)

  /// The number of ranks of a group along `axes`.
  public func size(along axes: Set<Axis>) -> Int { axes.reduce(1) { $0 * self[$1] } }

  /// The number of the group of `rank` along `axes`, counted from 0.
  public func group(of rank: Int, along axes: Set<Axis>) -> Int {
    place(of: rank, along: Self.allAxes.subtracting(axes))
  }

  /// The place of `rank` in its group along `axes`, counted from 0 in the order of rank numbers.
  public func place(of rank: Int, along axes: Set<Axis>) -> Int {
    let coordinates = coordinates(of: rank)
    return Axis.allCases.reduce(0) { place, axis in
      axes.contains(axis) ? place * self[axis] + coordinates[axis] : place
    }
  }

  /// The ranks of the group of `rank` along `axes`, in order.
  ///
  /// Cost: O(ranks of the group).
  public func ranks(with rank: Int, along axes: Set<Axis>) -> [Int] {
    let own = coordinates(of: rank)
    func positions(_ axis: Axis) -> Range<Int> {
      axes.contains(axis) ? 0..<self[axis] : own[axis]..<own[axis] + 1
    }
    var ranks: [Int] = []
    ranks.reserveCapacity(size(along: axes))
    for replicate in positions(.dpReplicate) {
      for shard in positions(.dpShard) {
        for tpIndex in positions(.tp) {
          ranks.append((replicate * dpShard + shard) * tp + tpIndex)
        }
      }
    }
    return ranks
  }
}
