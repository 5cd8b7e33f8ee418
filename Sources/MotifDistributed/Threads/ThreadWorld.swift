public import Foundation
internal import MotifCore

/// Ranks as threads of this process, for tests, for small machines and as the model of a cluster.
///
/// Reductions run in rank order, so results do not depend on the threads' timing. A mismatch, a rank
/// that fails or ends early and a rank that never comes are errors on every rank that waits, not a
/// deadlock. Give each rank a team of threads for its kernels, or they share one.
public struct ThreadWorld: Sendable {
  /// The number of ranks.
  public let size: Int
  /// Seconds that a rank waits for the others in one operation.
  public let deadline: TimeInterval
  /// Bytes of stack of each rank's thread.
  public let stackSize: Int

  /// A world of `size` ranks.
  public init(size: Int, deadline: TimeInterval = 600, stackSize: Int = 16 << 20) {
    precondition(size >= 1, "a world needs a rank, not \(size)")
    self.size = size
    self.deadline = deadline
    self.stackSize = stackSize
  }

  /// Runs `body` once a rank, each on a thread of its own, and returns the results in rank order.
  ///
  /// A rank that throws has failed: the others get an error that names it and what it threw. When
  /// ranks throw, the error of the one that failed first on its own account is rethrown, rather than
  /// the errors of those that heard of it.
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    try run(work: Collective.carryOut) { try body($0) }
  }

  /// The same with another way to do one share of a collective.
  func run<Result: Sendable>(
    work: @escaping @Sendable (_ share: Int, [Collective]) -> Void,
    _ body: @escaping @Sendable (ThreadCommunicator) throws -> Result
  ) throws -> [Result] {
    let roster = Roster()
    let world = Rendezvous(members: Array(0..<size), deadline: deadline, roster, work: work)
    let outcome = Outcome<Result>(size)
    for rank in 0..<size {
      let isStarted = SystemThread.start(stackSize: stackSize) {
        Thread.current.name = "rank \(rank)"
        let owner = ThreadCommunicator.Owner(rank, roster)
        do {
          outcome.set(
            rank, .success(try body(ThreadCommunicator(rank: rank, group: world, owner))))
          owner.end()
        } catch {
          outcome.set(rank, .failure(error))
          owner.fail(error)
        }
      }
      if !isStarted {
        let error = CommunicatorError(
          .aborted,
          "rank \(rank) failed before its first call: the system refused it a thread with "
            + "\(stackSize) bytes of stack")
        outcome.set(rank, .failure(error))
        roster.depart(rank, .failed(error))
      }
    }
    return try outcome.wait()
  }
}

/// Collects what the ranks return.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
  // Invariant behind @unchecked: the fields are touched under the condition's lock only.
  private let condition = NSCondition()
  private var results: [Result<Value, any Error>?]
  private var firstFailure: (any Error)?

  init(_ size: Int) { results = Array(repeating: nil, count: size) }

  func set(_ rank: Int, _ result: Result<Value, any Error>) {
    condition.withLock {
      results[rank] = result
      if case .failure(let error) = result,
        firstFailure == nil || (isEcho(firstFailure) && !isEcho(error))
      {
        firstFailure = error
      }
      condition.broadcast()
    }
  }

  /// Whether an error may only tell that another rank is gone.
  private func isEcho(_ error: (any Error)?) -> Bool {
    let kind = (error as? CommunicatorError)?.kind
    return kind == .departed || kind == .aborted
  }

  func wait() throws -> [Value] {
    try condition.withLock {
      while results.contains(where: { $0 == nil }) { condition.wait() }
      if let firstFailure { throw firstFailure }
      return try results.compactMap { try $0?.get() }
    }
  }
}
