internal import Foundation
internal import Synchronization

/// Writes checkpoints on a thread of its own while training goes on.
///
/// Tensors are values: a save holds those of the moment, and the first update after it copies what it
/// changes. That copy is all that training waits for. One save is under way at a time; the next one
/// waits for it. The order of saves is the order of steps, with or without the thread. The thread is
/// asked for once, at the start; where the system refuses it, every save is finished when the call
/// returns.
package final class BackgroundSaver {
  /// A save; what it returns are the old files that it could not read or remove.
  package typealias Work = @Sendable () throws(FileError) -> [FileError]

  /// Whether saves were to be in the background and the system refused the thread for it.
  package let isRefused: Bool
  /// Shared with the thread; nil without one.
  private let desk: Desk?
  /// Whether the thread has a save whose outcome was not asked for.
  private var isOutcomeDue = false
  private var failed: Work?

  /// A saver; without `isAsynchronous` it has no thread.
  package init(
    isAsynchronous: Bool = true, startThread: SystemThread.Start = SystemThread.start
  ) {
    let desk = Desk()
    let isStarted = isAsynchronous && startThread(4 << 20) { desk.serve() }
    self.desk = isStarted ? desk : nil
    isRefused = isAsynchronous && !isStarted
  }

  deinit { desk?.close() }

  /// Whether a save is under way.
  package var isSaving: Bool { isOutcomeDue && desk?.isBusy == true }

  /// What a save left that has ended since it was last asked; throws its error.
  package func check() throws(FileError) -> [FileError] { isSaving ? [] : try finish() }

  /// Waits for the save that is under way, returns what it left and throws its error.
  package func finish() throws(FileError) -> [FileError] {
    guard isOutcomeDue, let desk else { return [] }
    isOutcomeDue = false
    switch desk.outcome() {
    case .done(let left): return left
    case .failed(let error, let work):
      failed = work
      throw error
    }
  }

  /// Runs the save that has failed once more, now.
  package func retry() throws(FileError) -> [FileError] {
    guard let work = failed else { return [] }
    failed = nil
    return try work()
  }

  /// Saves, after the save before it, and returns what that one left, or its own when not in the
  /// background; throws likewise.
  package func save(_ work: @escaping Work) throws(FileError) -> [FileError] {
    let left = try finish()
    guard let desk else { return try work() }
    desk.hand(work)
    isOutcomeDue = true
    return left
  }
}

/// Where the caller lays a save and its thread takes it from.
private final class Desk: Sendable {
  enum Outcome: Sendable {
    case done([FileError])
    /// With the work, which holds what was to be saved.
    case failed(FileError, BackgroundSaver.Work)
  }

  private struct Content {
    var work: BackgroundSaver.Work?
    var outcome: Outcome?
  }

  private let content = Mutex(Content())
  private let handed = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  var isBusy: Bool { content.withLock { $0.outcome == nil } }

  func hand(_ work: @escaping BackgroundSaver.Work) {
    content.withLock { $0.work = work }
    handed.signal()
  }

  /// Ends the thread, after the save that is under way.
  func close() { handed.signal() }

  /// Waits for the end of the save that was handed over last; called once for each.
  func outcome() -> Outcome {
    ended.wait()
    return content.withLock { content in
      defer { content.outcome = nil }
      return content.outcome ?? .done([])
    }
  }

  /// What the thread does: one save after the other, until there is none at a signal.
  func serve() {
    Thread.current.name = "motif-checkpoint"
    while true {
      handed.wait()
      guard let work = content.withLock({ $0.work.take() }) else { return }
      let outcome: Outcome
      do throws(FileError) {
        outcome = .done(try Trace.phase("save checkpoint", work))
      } catch {
        outcome = .failed(error, work)
      }
      content.withLock { $0.outcome = outcome }
      ended.signal()
    }
  }
}
