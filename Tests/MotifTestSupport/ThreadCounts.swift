import Foundation
import MotifTensor

/// Runs `body` once for each number of threads and returns the results in order.
///
/// Tests run beside each other but the number of threads is the process's: tests that set it take
/// turns, and the number that was set before comes back. A test that holds the thread pool meanwhile
/// leaves `body` to its caller's thread alone, so repeat what must have run on several.
@discardableResult
public func withThreadCounts<Result>(
  _ counts: [Int], _ body: (Int) throws -> Result
) rethrows -> [Result] {
  turns.lock()
  let before = ComputeThreads.count
  defer {
    ComputeThreads.count = before
    turns.unlock()
  }
  return try counts.map { count in
    ComputeThreads.count = count
    return try body(count)
  }
}

private let turns = NSLock()
