internal import Foundation
internal import Synchronization

/// Notes SIGINT, SIGTERM, SIGHUP and SIGUSR1 so that training can stop between two steps and save.
///
/// The first signal sets a flag that the loop polls; a second one, unless it is SIGHUP or SIGUSR1, ends
/// the process at once with status 130. SIGHUP stays ignored where the parent ignores it. There is one
/// flag a process. Where there is nothing to finish, ``leavingAtOnce(_:_:_:)`` lets already the first
/// one end the process. The handler only touches atomics and calls `strlen`, `write` and `_exit`, all of
/// which are safe in a signal handler.
package struct SignalWatcher: Sendable {
  /// Ctrl-C, a polite end, a terminal that was closed, and a scheduler whose time is nearly over.
  private static let watched = [SIGINT, SIGTERM, SIGHUP, SIGUSR1]
  /// The address that stands for `SIG_IGN`.
  private static let ignored = 1
  private static let received = Atomic<Int32>(0)
  /// Where the sentence to leave with at the first signal is, as a C string; 0 while the flag is
  /// polled.
  private static let farewell = Atomic<UInt>(0)
  private static let status = Atomic<Int32>(0)
  /// Tells the signal that has come, 0 before; nil where the system's are watched.
  private let told: (@Sendable () -> Int32)?
  private var number: Int32 { told?() ?? Self.received.load(ordering: .relaxed) }

  /// A watcher of what `number` tells instead of the system, so that a test stops a run where it wants.
  package init(number: @escaping @Sendable () -> Int32) { told = number }

  /// Hears no signal: the flag of the process belongs to whoever watches the system's.
  package static let deaf = Self(number: { 0 })

  /// Begins to watch, with the flag cleared.
  package init() {
    told = nil
    Self.received.store(0, ordering: .sequentiallyConsistent)
    var watched = sigset_t()
    sigemptyset(&watched)
    for number in Self.watched {
      let before = signal(number, Self.handler)
      // Who starts a run with `nohup` wants it to outlive the terminal.
      if number == SIGHUP, unsafeBitCast(before, to: Int.self) == Self.ignored {
        signal(number, SIG_IGN)
      }
      sigaddset(&watched, number)
    }
    // A parent may have blocked them: threads of Dispatch do, and a child inherits it.
    pthread_sigmask(SIG_UNBLOCK, &watched, nil)
  }

  /// Whether a signal has come.
  package var isStopRequested: Bool { number != 0 }

  /// `SIGINT`, `SIGTERM`, `SIGHUP` or `SIGUSR1` once a signal has come.
  package var signalName: String? {
    switch number {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    case SIGUSR1: "SIGUSR1"
    default: nil
    }
  }

  /// Runs `body`, during which a signal ends the process at once with `status`, saying `sentence`.
  ///
  /// For work that can be repeated and holds no file half written: reading, tokenizing, generating.
  /// A watcher that is told its signals ends no process.
  package func leavingAtOnce<Result>(
    _ status: ExitCode, _ sentence: String, _ body: () throws -> Result
  ) rethrows -> Result {
    guard told == nil else { return try body() }
    // A progress line on a terminal has no end of its own.
    let text = strdup((isatty(2) == 1 ? "\n" : "") + "motif-train: \(sentence)\n")
    Self.status.store(status.rawValue, ordering: .sequentiallyConsistent)
    Self.farewell.store(UInt(bitPattern: text), ordering: .sequentiallyConsistent)
    defer {
      Self.farewell.store(0, ordering: .sequentiallyConsistent)
      // Not freed: a handler on another thread may still be reading it.
    }
    if isStopRequested { Self.leave() }
    return try body()
  }

  /// Forgets a signal that has come: what it was to end has ended.
  package func forget() {
    if told == nil { Self.received.store(0, ordering: .sequentiallyConsistent) }
  }

  private static func leave() {
    let address = farewell.load(ordering: .sequentiallyConsistent)
    guard let text = UnsafePointer<CChar>(bitPattern: address) else { return }
    _ = write(2, text, strlen(text))
    _exit(status.load(ordering: .sequentiallyConsistent))
  }

  /// Gives the signals their default effect back.
  package func stop() {
    for number in Self.watched { signal(number, SIG_DFL) }
  }

  private static let handler: @convention(c) (Int32) -> Void = { number in
    let earlier = SignalWatcher.received.exchange(number, ordering: .sequentiallyConsistent)
    // A terminal that closes may say so twice: from the kernel and from the shell; a scheduler as well,
    // to the launcher, which hands it on, and to the ranks.
    if earlier != 0 && (number == SIGHUP || number == SIGUSR1) { return }
    if earlier != 0 { _exit(130) }
    SignalWatcher.leave()
  }
}
