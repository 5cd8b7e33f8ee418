internal import Foundation

/// Where the ranks of a thread world meet: one lock for all groups.
///
/// A rendezvous has two waits. Ranks post their calls; when the last has come, the calls are compared
/// once. Then each rank does its share of the copying or reducing, and the second wait lets nobody
/// change a buffer that another rank still reads.
final class Meeting: @unchecked Sendable {
  // Invariant behind @unchecked: all mutable state, also that of the groups, is touched under `lock`.

  /// The ranks of one communicator.
  final class Group: @unchecked Sendable {
    /// World rank of each member.
    let members: [Int]
    fileprivate var sequence = 0
    fileprivate var posted: [Call?]
    fileprivate var left = 0
    fileprivate var calls: [Call] = []
    /// The groups that a split has formed, by color.
    fileprivate var children: [Int: Group] = [:]
    fileprivate var failure: CommunicatorError?

    init(members: [Int]) {
      self.members = members
      posted = Array(repeating: nil, count: members.count)
    }
  }

  let world: Group
  private let deadline: TimeInterval
  private let lock = NSCondition()
  /// World ranks that have ended, and whether with an error.
  private var departed: [Int: Bool] = [:]

  init(size: Int, deadline: TimeInterval) {
    world = Group(members: Array(0..<size))
    self.deadline = deadline
  }

  /// Notes that a rank has ended and wakes those that wait for it.
  func depart(_ worldRank: Int, failed: Bool) {
    lock.withLock {
      departed[worldRank] = failed
      lock.broadcast()
    }
  }

  /// Brings `call` to the group's next rendezvous and runs `work` on the calls of all ranks.
  func meet(
    _ call: Call, rank: Int, in group: Group, work: ([Call]) -> Void
  ) throws(CommunicatorError) {
    let calls = try arrive(call, rank, group)
    work(calls)
    leave(group)
  }

  /// The group of `color` that the split just met for has formed; valid inside `work`.
  func child(_ color: Int, of group: Group) -> Group? { lock.withLock { group.children[color] } }

  private func arrive(_ call: Call, _ rank: Int, _ group: Group) throws(CommunicatorError) -> [Call]
  {
    lock.lock()
    defer { lock.unlock() }
    if let failure = group.failure { throw failure }
    let sequence = group.sequence
    group.posted[rank] = call
    if !group.posted.contains(where: { $0 == nil }) {
      let calls = group.posted.compactMap { $0 }
      if let mismatch = Call.mismatch(calls, at: sequence) { throw fail(group, mismatch) }
      group.calls = calls
      group.children = Self.children(calls, of: group)
      group.posted = Array(repeating: nil, count: group.members.count)
      group.left = 0
      group.sequence += 1
      lock.broadcast()
    }
    try wait(call, rank, group, sequence) { group.sequence > sequence }
    return group.calls
  }

  /// Waits until every rank has done its share, however long that takes.
  ///
  /// Shares are finite, and to give up here would hand buffers back that another rank still writes.
  private func leave(_ group: Group) {
    lock.lock()
    defer { lock.unlock() }
    group.left += 1
    if group.left == group.members.count {
      group.calls = []
      lock.broadcast()
    }
    // A rank may already have posted its next call; the rendezvous after this one cannot complete
    // before this rank comes, so the count of those that left is still this rendezvous' own.
    while group.left < group.members.count { lock.wait() }
  }

  /// Waits under the lock until `isDone`; fails when that cannot come any more.
  private func wait(
    _ call: Call, _ rank: Int, _ group: Group, _ sequence: Int, until isDone: () -> Bool
  ) throws(CommunicatorError) {
    // A clock that nobody sets and that stands still while the machine sleeps.
    let start = SuspendingClock.now
    while !isDone() {
      if let failure = group.failure { throw failure }
      if let gone = group.members.first(where: { departed[$0] != nil && isMissing($0, group) }) {
        let how = departed[gone] == true ? "failed" : "ended"
        throw fail(
          group,
          CommunicatorError(
            .departed,
            "call \(sequence): rank \(rank) waits in \(call) for rank \(position(gone, group)), "
              + "which has \(how)"))
      }
      let left = deadline - (SuspendingClock.now - start) / .seconds(1)
      if left > 0 {
        // By the hour: a date too far away cannot be represented.
        _ = lock.wait(until: Date(timeIntervalSinceNow: min(left, 3600)))
      } else {
        let missing = group.members.indices.filter { group.posted[$0] == nil }
        throw fail(
          group,
          CommunicatorError(
            .deadline,
            "call \(sequence): rank \(rank) waited \(deadline) s in \(call) for rank"
              + "\(missing.count == 1 ? "" : "s") "
              + missing.map(String.init).joined(separator: ", ")))
      }
    }
  }

  private func isMissing(_ worldRank: Int, _ group: Group) -> Bool {
    group.posted[position(worldRank, group)] == nil
  }

  private func position(_ worldRank: Int, _ group: Group) -> Int {
    group.members.firstIndex(of: worldRank) ?? 0
  }

  private func fail(_ group: Group, _ error: CommunicatorError) -> CommunicatorError {
    if group.failure == nil { group.failure = error }
    lock.broadcast()
    return group.failure ?? error
  }

  private static func children(_ calls: [Call], of group: Group) -> [Int: Group] {
    guard calls[0].operation == .split else { return [:] }
    var ranks: [Int: [Int]] = [:]
    for (rank, call) in calls.enumerated() {
      if let color = call.color { ranks[color, default: []].append(rank) }
    }
    return ranks.mapValues { ranks in
      let ordered = ranks.sorted { (calls[$0].key, $0) < (calls[$1].key, $1) }
      return Group(members: ordered.map { group.members[$0] })
    }
  }
}
