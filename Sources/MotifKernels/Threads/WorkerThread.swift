#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A thread that runs until its body returns.
struct WorkerThread: @unchecked Sendable {
  // Invariant behind @unchecked: a thread's name is a number or an address that is only handed back.
  private let thread: pthread_t

  /// Starts a thread that runs `body`; nil where the system has no room for another.
  static func start(_ body: @escaping @Sendable () -> Void) -> WorkerThread? {
    final class Box {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    #if canImport(Darwin)
      var created: pthread_t?
      let failure = pthread_create(
        &created, nil,
        { raw in
          Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
          return nil
        }, context)
      if failure == 0, let created { return WorkerThread(thread: created) }
    #else
      var created = pthread_t()
      let failure = pthread_create(
        &created, nil,
        { raw in
          if let raw { Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body() }
          return nil
        }, context)
      if failure == 0 { return WorkerThread(thread: created) }
    #endif
    Unmanaged<Box>.fromOpaque(context).release()
    return nil
  }

  /// Waits until the thread has ended; called once.
  func join() { pthread_join(thread, nil) }
}
