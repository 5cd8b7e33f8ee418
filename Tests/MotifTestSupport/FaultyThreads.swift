package import MotifCore
import Synchronization

/// A system that refuses some of the threads it is asked for.
package final class FaultyThreads: Sendable {
  private let count = Mutex(0)
  private let isRefused: @Sendable (Int) -> Bool

  /// A system that refuses the requests, counted from 0, for which `isRefused` holds.
  package init(refusing isRefused: @escaping @Sendable (Int) -> Bool) { self.isRefused = isRefused }

  /// Threads asked for so far.
  package var requestCount: Int { count.withLock { $0 } }

  /// Asks for a thread.
  package var start: SystemThread.Start {
    { stackSize, body in
      let number = self.count.withLock { count in
        defer { count += 1 }
        return count
      }
      return !self.isRefused(number) && SystemThread.start(stackSize: stackSize, body)
    }
  }
}
