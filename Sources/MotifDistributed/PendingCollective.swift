/// A collective that this rank has started and not yet seen the end of.
///
/// From the start until ``wait()`` has returned or thrown, the buffers stay alive and untouched: other
/// ranks may read and write them at any time. Every pending collective is waited for, in any order.
/// One that is dropped instead, as happens when an error is thrown past it, ends its group: the other
/// ranks get the error that this rank ends with, or one that names the line that started it.
/// Like its communicator it stays on its rank's thread.
public final class PendingCollective {
  private let progress: any CollectiveProgress
  private var outcome: Result<Void, CommunicatorError>?

  /// A collective in flight, as an implementation of ``Communicator`` hands it out.
  public init(_ progress: any CollectiveProgress) { self.progress = progress }

  deinit { if outcome == nil { progress.abandon() } }

  /// Does what can be done now without waiting for other ranks.
  ///
  /// True once ``wait()`` would return or throw at once; it has to be called all the same. A rank that
  /// computes for long between start and wait polls now and then, so that data moves meanwhile.
  @discardableResult
  public func poll() -> Bool { outcome != nil || progress.poll() }

  /// Returns when this rank's buffers are complete and free to change.
  ///
  /// Waits for the other ranks to start the collective, not for them to wait for it. Called again, it
  /// returns or throws the same.
  public func wait() throws(CommunicatorError) {
    if outcome == nil {
      do throws(CommunicatorError) {
        try progress.wait()
        outcome = .success(())
      } catch {
        outcome = .failure(error)
      }
    }
    try outcome?.get()
  }
}

/// What an implementation of ``Communicator`` knows of one collective in flight.
public protocol CollectiveProgress: AnyObject {
  /// Does what can be done without waiting; whether ``wait()`` would return or throw at once.
  func poll() -> Bool

  /// Returns when the rank's buffers are complete and no other rank uses them; called once.
  func wait() throws(CommunicatorError)

  /// Ends the group because nobody will wait; returns when no other rank uses the buffers.
  func abandon()
}
