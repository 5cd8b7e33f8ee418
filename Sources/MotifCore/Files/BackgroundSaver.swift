internal import Foundation
internal import Synchronization

/// Writes checkpoints on a thread of its own while training goes on.
///
/// Tensors are values: the thread holds those of the moment, and the first update after it copies
/// what it changes. That copy is all that training waits for. One save is under way at a time; the
/// next one waits for it. The order of saves is the order of steps, with or without the thread.
package final class BackgroundSaver {
  /// What became of the last save.
  private enum Outcome: Sendable {
    case running
    case done
    case failed(FileError)
  }

  private final class Job: Sendable {
    let outcome = Mutex(Outcome.running)
    let finished = DispatchSemaphore(value: 0)
  }

  private let isAsynchronous: Bool
  private var job: Job?

  /// A saver; without `isAsynchronous` every save is finished when the call returns.
  package init(isAsynchronous: Bool = true) { self.isAsynchronous = isAsynchronous }

  /// Whether a save is under way.
  package var isSaving: Bool {
    guard let job else { return false }
    return job.outcome.withLock { if case .running = $0 { true } else { false } }
  }

  /// Throws the error of a save that has failed since it was last asked.
  package func check() throws(FileError) {
    if !isSaving { try finish() }
  }

  /// Waits for the save that is under way and throws its error.
  package func finish() throws(FileError) {
    guard let job else { return }
    job.finished.wait()
    self.job = nil
    if case .failed(let error) = job.outcome.withLock({ $0 }) { throw error }
  }

  /// Saves, after the save before it; throws the error of that one, or its own when not in the
  /// background.
  package func save(_ work: @escaping @Sendable () throws(FileError) -> Void) throws(FileError) {
    try finish()
    guard isAsynchronous else { return try work() }
    let job = Job()
    self.job = job
    let thread = Thread {
      let outcome: Outcome
      do throws(FileError) {
        try Trace.phase("save checkpoint", work)
        outcome = .done
      } catch {
        outcome = .failed(error)
      }
      job.outcome.withLock { $0 = outcome }
      job.finished.signal()
    }
    thread.stackSize = 4 << 20
    thread.name = "motif-checkpoint"
    thread.start()
  }
}
