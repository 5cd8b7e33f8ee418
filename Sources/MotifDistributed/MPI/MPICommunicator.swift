internal import MotifCore

/// One rank of an ``MPIWorld`` in one group.
///
/// Where the contract of ``Communicator`` leaves processes a choice: ``fail(_:at:)`` ends all ranks of
/// the job with status 5, and so does a rank that is lost while data moves. Data moves while a rank is
/// in a call of a communicator: who computes for longer polls, or lets the others wait.
final class MPICommunicator: Communicator {
  private let group: MPIGroup
  private let engine: MPIEngine

  init(_ group: MPIGroup, _ engine: MPIEngine) {
    self.group = group
    self.engine = engine
  }

  var rank: Int { group.rank }
  var size: Int { group.size }

  func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    PendingCollective(
      Progress(post(PostedCollective(collective: collective, site: site)), group, engine))
  }

  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    let wish = SplitWish(color: color, key: key)
    let wishes = try SplitWish.exchange(wish, ranks: size) { collective throws(CommunicatorError) in
      let operation = post(PostedCollective(collective: collective, site: site))
      try engine.wait(operation, in: group)
    }
    let members = SplitWish.members(of: rank, wishes)
    let session = engine.session
    var handle: MPIFunctions.Handle = 0
    // All have come to this call, so that nobody waits here for long.
    session.block("the split at \(site)") {
      session.library.functions.split(
        group.handle, members.first.map { CInt($0) } ?? session.library.constants.undefined,
        CInt(members.firstIndex(of: rank) ?? 0), &handle)
    }
    return members.firstIndex(of: rank).map { place in
      MPICommunicator(
        engine.enter(handle, members: members.map { group.names.members[$0] }, rank: place),
        engine)
    }
  }

  func fail(_ error: any Error, at site: CallSite) { engine.fail(error, at: site) }

  private func post(_ call: PostedCollective) -> MPIOperation {
    call.collective.check(rank: rank, size: size, at: call.site)
    let elements =
      max(call.collective.send.count, call.collective.receive.count)
      / call.collective.type.byteCount
    precondition(
      elements <= MPIPlan.mostElements,
      "rank \(rank), \(call): MPI counts to \(MPIPlan.mostElements) elements of a buffer")
    return engine.start(call, in: group)
  }

  /// A collective in flight.
  private final class Progress: CollectiveProgress {
    private let operation: MPIOperation
    private let group: MPIGroup
    private let engine: MPIEngine

    init(_ operation: MPIOperation, _ group: MPIGroup, _ engine: MPIEngine) {
      self.operation = operation
      self.group = group
      self.engine = engine
    }

    func poll() -> Bool { engine.poll(operation) }

    func wait() throws(CommunicatorError) { try engine.wait(operation, in: group) }

    func abandon() { engine.abandon(operation, in: group) }
  }
}
