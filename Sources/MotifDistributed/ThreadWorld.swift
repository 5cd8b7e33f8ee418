public import Foundation

/// Ranks as threads of this process, for tests, for small machines and as the model of a cluster.
///
/// Reductions run in rank order, so results do not depend on the threads' timing. A mismatch, a rank
/// that ends early and a rank that never comes are errors on every rank that waits, not a deadlock.
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
  /// When ranks throw, the error of the one that failed first on its own account is rethrown, rather
  /// than the errors of those that waited for it.
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    let meeting = Meeting(size: size, deadline: deadline)
    let outcome = Outcome<Result>(size)
    for rank in 0..<size {
      let thread = Thread {
        let communicator = ThreadCommunicator(rank: rank, group: meeting.world, meeting)
        do {
          outcome.set(rank, .success(try body(communicator)))
          meeting.depart(rank, failed: false)
        } catch {
          outcome.set(rank, .failure(error))
          meeting.depart(rank, failed: true)
        }
      }
      thread.name = "rank \(rank)"
      thread.stackSize = stackSize
      thread.start()
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
      if case .failure(let error) = result {
        let isEcho = (firstFailure as? CommunicatorError)?.kind == .departed
        if firstFailure == nil || isEcho { firstFailure = error }
      }
      condition.broadcast()
    }
  }

  func wait() throws -> [Value] {
    try condition.withLock {
      while results.contains(where: { $0 == nil }) { condition.wait() }
      if let firstFailure { throw firstFailure }
      return try results.compactMap { try $0?.get() }
    }
  }
}
