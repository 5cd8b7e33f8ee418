internal import Foundation
internal import MotifCore

/// Ends the process when a call into MPI that cannot be timed out does not return in time.
///
/// Collectives have a form that does not block; setting up, forming groups and ending have not.
enum MPIWatchdog {
  /// Runs `body`; after `seconds` without an end, `onTimeout` on another thread has the last word.
  static func watch<Result>(
    _ seconds: TimeInterval, onTimeout: @escaping @Sendable () -> Never, _ body: () -> Result
  ) -> Result {
    let isOver = DispatchSemaphore(value: 0)
    // Where the system refuses the thread, the call goes unwatched.
    _ = SystemThread.start(stackSize: 1 << 18) {
      // A date too far away cannot be represented.
      if isOver.wait(timeout: .now() + min(seconds, 1e7)) == .timedOut { onTimeout() }
    }
    defer { isOver.signal() }
    return body()
  }
}
