/// The communicator of a run with one rank: every operation is a copy of the input, or nothing.
///
/// It makes the single-process path the same code as the distributed one.
public final class SoloCommunicator: Communicator {
  /// What the groups of the rank share.
  private final class Rank {
    var failure: CommunicatorError?
    /// The last collective started, and which of its group's it was.
    var last: (call: PostedCollective, sequence: Int)?
  }

  /// Always 0.
  public var rank: Int { 0 }
  /// Always 1.
  public var size: Int { 1 }

  private let names = GroupNames(members: [0])
  private let owner: Rank
  private var failure: CommunicatorError?
  private var sequence = 0

  /// A group of one.
  public convenience init() { self.init(Rank()) }

  private init(_ owner: Rank) { self.owner = owner }

  /// Does the collective at once.
  public func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    collective.check(rank: rank, size: size, at: site)
    let call = PostedCollective(collective: collective, site: site)
    if let mismatch = names.mismatch(sequence, [call]) { end(mismatch) }
    let failure = owner.failure ?? failure
    if failure == nil { Collective.carryOut(0, of: [collective]) }
    defer { note(call) }
    return PendingCollective(Progress(self, call, sequence, failure))
  }

  /// Another group of one; nil without a color.
  public func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    let nothing = UnsafeMutableBufferPointer<Int>(start: nil, count: 0)
    note(
      PostedCollective(
        collective: .split(UnsafeBufferPointer(nothing), nothing, ranks: size), site: site))
    if let failure = owner.failure ?? failure { throw failure }
    return color.map { _ in SoloCommunicator(owner) }
  }

  /// Makes every later collective fail.
  public func fail(_ error: any Error, at site: CallSite) {
    guard owner.failure == nil else { return }
    owner.failure = CommunicatorError(
      failureOf: rank, error, at: site,
      after: owner.last.map { "\(names.label($0.sequence)), \($0.call)" })
  }

  private func note(_ call: PostedCollective) {
    owner.last = (call, sequence)
    sequence += 1
  }

  private func end(_ error: CommunicatorError) {
    if failure == nil { failure = error }
  }

  /// A collective that was over when it was started.
  private final class Progress: CollectiveProgress {
    private let communicator: SoloCommunicator
    private let call: PostedCollective
    private let sequence: Int
    private let failure: CommunicatorError?

    init(
      _ communicator: SoloCommunicator, _ call: PostedCollective, _ sequence: Int,
      _ failure: CommunicatorError?
    ) {
      self.communicator = communicator
      self.call = call
      self.sequence = sequence
      self.failure = failure
    }

    func poll() -> Bool { true }

    func wait() throws(CommunicatorError) {
      if let failure { throw failure }
    }

    func abandon() {
      communicator.end(communicator.names.dropped(sequence, 0, call))
    }
  }
}
