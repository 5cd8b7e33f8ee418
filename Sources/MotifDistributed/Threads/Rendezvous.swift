internal import Foundation

/// Where the ranks of one group meet, with a lock of its own.
final class Rendezvous: @unchecked Sendable {
  // Invariant behind @unchecked: all mutable state, that of the meetings included, is touched under
  // `lock`; buffers are touched outside it by whoever has taken the share that they belong to.

  /// World rank of each member, and how messages name them.
  let names: GroupNames
  var members: [Int] { names.members }
  private let roster: Roster
  private let deadline: TimeInterval
  /// Does one share of a collective.
  private let work: @Sendable (_ share: Int, [Collective]) -> Void
  private let lock = NSCondition()
  /// How many collectives each rank has started.
  private var started: [Int]
  /// Collectives that some ranks have started and others not, by number.
  private var forming: [Int: Meeting] = [:]
  private var departures: [Roster.Departure?] = []
  /// What is to be said of the ranks that dropped a collective without a wait.
  private var dropped: [Int: CommunicatorError] = [:]
  private var failure: CommunicatorError?

  init(
    members: [Int], deadline: TimeInterval, _ roster: Roster,
    work: @escaping @Sendable (_ share: Int, [Collective]) -> Void = Collective.carryOut
  ) {
    names = GroupNames(members: members)
    self.deadline = deadline
    self.work = work
    self.roster = roster
    started = Array(repeating: 0, count: members.count)
    // Nobody else has the group yet, but from here on the roster tells it of departures.
    lock.lock()
    defer { lock.unlock() }
    departures = roster.enter(self, members)
    for case .failed(let error)? in departures where failure == nil { failure = error }
  }

  /// Brings a collective to the group's next meeting that `rank` has not been at.
  func start(_ collective: PostedCollective, _ rank: Int) -> Meeting {
    lock.withLock {
      let sequence = started[rank]
      started[rank] += 1
      if let error = dropped[rank] { fail(error) }
      let meeting = forming[sequence] ?? Meeting(sequence: sequence, size: members.count)
      guard failure == nil else { return meeting }
      forming[sequence] = meeting
      meeting.post(collective, rank)
      if meeting.isFull {
        forming[sequence] = nil
        if let mismatch = names.mismatch(sequence, meeting.posted) {
          fail(mismatch)
        } else {
          meeting.form()
          lock.broadcast()
        }
      }
      return meeting
    }
  }

  /// Does what there is to do; whether a wait would end at once.
  func poll(_ meeting: Meeting, _ rank: Int) -> Bool {
    lock.withLock {
      carryOut(meeting, rank)
      return meeting.isComplete || (failure != nil && meeting.running == 0)
    }
  }

  /// Waits until the meeting is complete; fails when that cannot come any more.
  ///
  /// Shares that have begun are waited for, however long that takes: they are finite, and to give up
  /// there would hand buffers back that another rank still uses.
  func wait(_ meeting: Meeting, _ call: PostedCollective, _ rank: Int) throws(CommunicatorError) {
    lock.lock()
    defer { lock.unlock() }
    // A clock that nobody sets and that stands still while the machine sleeps.
    let start = SuspendingClock.now
    while true {
      if failure == nil { carryOut(meeting, rank) }
      if meeting.isComplete { return }
      if meeting.running > 0 {
        lock.wait()
        continue
      }
      if let failure { throw failure }
      let left = deadline - (SuspendingClock.now - start) / .seconds(1)
      if let error = reasonToStop(meeting, call, rank, isLate: left <= 0) {
        fail(error)
      } else {
        // By the hour: a date too far away cannot be represented.
        _ = lock.wait(until: Date(timeIntervalSinceNow: min(left, 3600)))
      }
    }
  }

  /// Notes that `rank` will not wait for a collective; returns when nobody uses its buffers.
  ///
  /// The group fails with the error that the rank ends with, if it ends with one; else with `error`.
  func abandon(_ meeting: Meeting, _ rank: Int, _ error: CommunicatorError) {
    lock.withLock {
      if dropped[rank] == nil { dropped[rank] = error }
      meeting.cancel()
      while meeting.running > 0 { lock.wait() }
      lock.broadcast()
    }
  }

  /// Notes that a rank of the world is gone.
  func note(_ departure: Roster.Departure, of worldRank: Int) {
    guard let rank = members.firstIndex(of: worldRank) else { return }
    lock.withLock {
      departures[rank] = departure
      if case .failed(let error) = departure { fail(error) }
      lock.broadcast()
    }
  }

  /// The group of `color` that the split of `meeting` forms of the given members of this one.
  func child(_ color: Int, of meeting: Meeting, _ members: [Int]) -> Rendezvous {
    lock.withLock {
      if let child = meeting.children[color] { return child }
      let child = Rendezvous(
        members: members.map { self.members[$0] }, deadline: deadline, roster, work: work)
      meeting.children[color] = child
      return child
    }
  }

  /// Carries out shares until none is left to take; under the lock, which is opened meanwhile.
  private func carryOut(_ meeting: Meeting, _ rank: Int) {
    while failure == nil, let share = meeting.takeShare(rank) {
      let collectives = meeting.collectives
      lock.unlock()
      work(share, collectives)
      lock.lock()
      meeting.finishShare()
      // Those that wait want the last share, or the end of all that had begun.
      if meeting.isComplete || meeting.running == 0 { lock.broadcast() }
    }
  }

  private func fail(_ error: CommunicatorError) {
    if failure == nil { failure = error }
    lock.broadcast()
  }
}

extension Rendezvous {
  /// Why nobody needs to wait for the meeting any longer, under the lock.
  private func reasonToStop(
    _ meeting: Meeting, _ call: PostedCollective, _ rank: Int, isLate: Bool
  ) -> CommunicatorError? {
    let missing = members.indices.filter { meeting.posted[$0] == nil }
    for other in members.indices where departures[other] != nil {
      if let error = dropped[other] { return error }
      if missing.contains(other) {
        return names.departed(meeting.sequence, rank, call, other)
      }
    }
    guard isLate else { return nil }
    if let error = dropped.min(by: { $0.key < $1.key })?.value { return error }
    return names.mismatch(meeting.sequence, meeting.posted)
      ?? names.late(meeting.sequence, rank, call, deadline, missing)
  }
}
