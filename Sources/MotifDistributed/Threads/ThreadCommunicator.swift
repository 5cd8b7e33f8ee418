internal import MotifCore

/// One rank of a ``ThreadWorld`` in one group.
final class ThreadCommunicator: Communicator {
  /// What the groups of one rank share; used from its thread only.
  final class Owner {
    let worldRank: Int
    private let roster: Roster
    /// The last collective started, which of its group's it was, and the group.
    private var last: (call: PostedCollective, sequence: Int, group: Rendezvous)?

    init(_ worldRank: Int, _ roster: Roster) {
      self.worldRank = worldRank
      self.roster = roster
    }

    func end() { roster.depart(worldRank, .ended) }

    /// Tells every group; `place` says where the rank failed, if that is known.
    func fail(_ error: any Error, at place: CallSite? = nil) {
      let history = last.map { "\($0.group.names.label($0.sequence)), \($0.call)" }
      roster.depart(
        worldRank,
        .failed(CommunicatorError(failureOf: worldRank, error, at: place, after: history)))
    }

    func note(_ meeting: Meeting, _ group: Rendezvous, _ call: PostedCollective) {
      last = (call, meeting.sequence, group)
    }
  }

  let rank: Int
  private let group: Rendezvous
  private let owner: Owner

  init(rank: Int, group: Rendezvous, _ owner: Owner) {
    self.rank = rank
    self.group = group
    self.owner = owner
  }

  var size: Int { group.members.count }

  func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    let call = PostedCollective(collective: collective, site: site)
    return PendingCollective(Progress(call, post(call), rank, group))
  }

  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    try splitThreads(color: color, key: key, at: site)
  }

  /// The same for a caller that needs to know the type.
  func splitThreads(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> ThreadCommunicator? {
    var meeting: Meeting?
    let wishes = try SplitWish.exchange(
      SplitWish(color: color, key: key), ranks: size
    ) { collective throws(CommunicatorError) in
      let call = PostedCollective(collective: collective, site: site)
      let posted = post(call)
      meeting = posted
      try group.wait(posted, call, rank)
    }
    guard let color, let meeting else { return nil }
    let members = SplitWish.members(of: rank, wishes)
    return members.firstIndex(of: rank).map {
      ThreadCommunicator(rank: $0, group: group.child(color, of: meeting, members), owner)
    }
  }

  func fail(_ error: any Error, at site: CallSite) { owner.fail(error, at: site) }

  private func post(_ call: PostedCollective) -> Meeting {
    call.collective.check(rank: rank, size: size, at: call.site)
    let meeting = group.start(call, rank)
    owner.note(meeting, group, call)
    return meeting
  }

  /// A collective in flight.
  private final class Progress: CollectiveProgress {
    private let call: PostedCollective
    private let meeting: Meeting
    private let rank: Int
    private let group: Rendezvous

    init(_ call: PostedCollective, _ meeting: Meeting, _ rank: Int, _ group: Rendezvous) {
      self.call = call
      self.meeting = meeting
      self.rank = rank
      self.group = group
    }

    func poll() -> Bool { group.poll(meeting, rank) }

    func wait() throws(CommunicatorError) { try group.wait(meeting, call, rank) }

    func abandon() {
      group.abandon(meeting, rank, group.names.dropped(meeting.sequence, rank, call))
    }
  }
}
