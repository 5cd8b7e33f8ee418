/// One rank of a ``VirtualTimeWorld`` in one group: a thread that notes what it starts and waits for.
final class VirtualCommunicator: Communicator {
  private let base: ThreadCommunicator
  private let name: String
  private let program: VirtualProgram
  private var started = 0
  private var splits = 0

  /// - Parameter name: how the group was formed: the same on all its ranks and on no others.
  init(_ base: ThreadCommunicator, name: String, _ program: VirtualProgram) {
    self.base = base
    self.name = name
    self.program = program
  }

  var rank: Int { base.rank }
  var size: Int { base.size }

  func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    let sequence = started
    started += 1
    let pending = base.start(collective, at: site)
    program.start(collective, in: name, rank: rank, of: size, sequence: sequence)
    return PendingCollective(Progress(pending, name, sequence, program))
  }

  /// Groups are formed once, before time counts: a split takes none.
  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    let number = splits
    splits += 1
    guard let part = try base.splitThreads(color: color, key: key, at: site) else { return nil }
    return VirtualCommunicator(part, name: "\(name)/\(number):\(color ?? 0)", program)
  }

  func fail(_ error: any Error, at site: CallSite) { base.fail(error, at: site) }

  /// A collective in flight between the threads, whose end is noted.
  private final class Progress: CollectiveProgress {
    private var pending: PendingCollective?
    private let group: String
    private let sequence: Int
    private let program: VirtualProgram

    init(_ pending: PendingCollective, _ group: String, _ sequence: Int, _ program: VirtualProgram)
    {
      self.pending = pending
      self.group = group
      self.sequence = sequence
      self.program = program
    }

    func poll() -> Bool { pending?.poll() ?? true }

    func wait() throws(CommunicatorError) {
      try pending?.wait()
      program.wait(group: group, sequence: sequence)
    }

    /// Dropped without a wait, it ends the group.
    func abandon() { pending = nil }
  }
}
