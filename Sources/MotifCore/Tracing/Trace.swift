internal import Dispatch
internal import Foundation
internal import Synchronization

/// Records when operations and phases ran, for a picture of where the time goes.
///
/// Off until ``start(limit:)``; then every operation and its gradient become one event. An
/// operation's event begins where the one before it on its thread ended, so events leave no gaps:
/// the memory an operation takes and the glue around it count as its own. Off, it costs one relaxed
/// load an operation.
public enum Trace {
  /// One stretch of time on one thread.
  public struct Event: Sendable, Equatable {
    /// What ran, such as `linear`.
    public let name: String
    /// Whether it is a phase that contains other events.
    public let isPhase: Bool
    /// The thread, counted from 0 in order of appearance.
    public let thread: Int
    /// Nanoseconds since the recording began.
    public let start: Int
    /// How long it took, in nanoseconds.
    public let duration: Int

    /// A stretch of time.
    public init(name: String, isPhase: Bool, thread: Int, start: Int, duration: Int) {
      self.name = name
      self.isPhase = isPhase
      self.thread = thread
      self.start = start
      self.duration = duration
    }
  }

  private struct State {
    var origin = 0
    var limit = 0
    var events: [Event] = []
    var threads: [UInt: Int] = [:]
    /// By thread, where its last event ended or its innermost phase began.
    var marks: [Int: Int] = [:]
  }

  private static let isOn = Atomic<Bool>(false)
  private static let state = Mutex(State())

  /// How many events are recorded unless something else is asked for.
  public static let usualLimit = 200_000

  /// Begins to record; at `limit` events the recording ends by itself.
  public static func start(limit: Int = usualLimit) {
    state.withLock { state in
      state = State()
      state.origin = now()
      state.limit = limit
    }
    isOn.store(true, ordering: .sequentiallyConsistent)
  }

  /// Ends the recording and returns its events in the order in which they ended.
  public static func stop() -> [Event] {
    isOn.store(false, ordering: .sequentiallyConsistent)
    return state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }

  /// Runs `body` as a phase called `name`.
  public static func phase<Result, Failure: Error>(
    _ name: @autoclosure () -> String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isOn.load(ordering: .relaxed) else { return try body() }
    // Now, not at the end: `body` may change what the name is made of.
    let (name, start) = (name(), now())
    mark(start)
    defer { add(name, isPhase: true, from: start) }
    return try body()
  }

  /// Notes that the operation `name` has ended.
  public static func ended(_ name: @autoclosure () -> String) {
    guard isOn.load(ordering: .relaxed) else { return }
    add(name(), isPhase: false, from: nil)
  }

  private static func mark(_ time: Int) {
    let thread = threadIdentity()
    state.withLock { state in
      state.marks[index(of: thread, in: &state)] = time
    }
  }

  private static func add(_ name: String, isPhase: Bool, from start: Int?) {
    let end = now()
    let thread = threadIdentity()
    state.withLock { state in
      guard state.events.count < state.limit else { return }
      let index = index(of: thread, in: &state)
      let start = start ?? state.marks[index] ?? end
      state.marks[index] = end
      state.events.append(
        Event(
          name: name, isPhase: isPhase, thread: index, start: start - state.origin,
          duration: end - start))
    }
  }

  private static func index(of thread: UInt, in state: inout State) -> Int {
    if let known = state.threads[thread] { return known }
    state.threads[thread] = state.threads.count
    return state.threads.count - 1
  }

  private static func threadIdentity() -> UInt { UInt(bitPattern: Thread.current.hash) }

  private static func now() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }
}
