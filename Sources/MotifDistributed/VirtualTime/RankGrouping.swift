/// The groups of a mesh along some axes, in which ranks meet for a collective.
struct RankGrouping: Sendable {
  /// How many ranks a group has.
  let memberCount: Int
  /// By rank, the number of its group.
  private let groups: [Int]
  private let groupCount: Int

  init(_ mesh: Mesh, along axes: Set<Mesh.Axis>) {
    memberCount = mesh.size(along: axes)
    groupCount = mesh.size / memberCount
    groups = (0..<mesh.size).map { mesh.group(of: $0, along: axes) }
  }

  /// Lets the ranks of every group meet.
  ///
  /// - Parameters:
  ///   - ready: by rank, when it could come; it comes when its communication queue is free as well.
  ///   - bytes: by rank, the most that it sends or receives; the largest of a group decides.
  func meet(
    _ work: VirtualSpan.Work, _ chunk: Int, on ranks: inout [VirtualRank], ready: [Double],
    bytes: [Int], _ latency: Double, _ rate: Double
  ) {
    var starts = Array(repeating: 0.0, count: groupCount)
    var largest = Array(repeating: 0, count: groupCount)
    for (rank, group) in groups.enumerated() {
      starts[group] = max(starts[group], ready[rank], ranks[rank].communicationEnd)
      largest[group] = max(largest[group], bytes[rank])
    }
    for (rank, group) in groups.enumerated() {
      let start = starts[group]
      // A group of one copies.
      let duration = memberCount > 1 ? latency + Double(largest[group]) / rate : 0
      ranks[rank].communicate(
        work, chunk, arrival: max(ready[rank], ranks[rank].communicationEnd), start: start,
        end: start + duration)
    }
  }
}
