internal import Foundation
internal import Synchronization

/// Notes SIGINT and SIGTERM so that training can stop between two steps and save.
///
/// The first signal sets a flag that the loop polls; a second one ends the process at once with
/// status 130. There is one flag a process. The handler only touches an atomic and calls `_exit`,
/// both of which are safe in a signal handler.
public struct SignalWatcher: Sendable {
  private static let received = Atomic<Int32>(0)

  /// Begins to watch, with the flag cleared.
  public init() {
    Self.received.store(0, ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM] { signal(number, Self.handler) }
  }

  /// Whether a signal has come.
  public var isStopRequested: Bool { Self.received.load(ordering: .relaxed) != 0 }

  /// `SIGINT` or `SIGTERM` once a signal has come.
  public var signalName: String? {
    switch Self.received.load(ordering: .relaxed) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: nil
    }
  }

  /// Gives both signals their default effect back.
  public func stop() {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  private static let handler: @convention(c) (Int32) -> Void = { number in
    let earlier = SignalWatcher.received.exchange(number, ordering: .sequentiallyConsistent)
    if earlier != 0 { _exit(130) }
  }
}
