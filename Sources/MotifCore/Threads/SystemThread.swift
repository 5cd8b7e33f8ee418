internal import CDispatch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A thread of the system, asked for in a way that notices a refusal.
///
/// Foundation's `Thread.start` says nothing where the system has no thread left (`ulimit -u`, the
/// `pids.max` of a cgroup, no memory for the stack): who waits for such a thread waits for ever.
package enum SystemThread {
  /// What ``start(stackSize:_:)`` does, for a test to hand over another one.
  package typealias Start =
    @Sendable (_ stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool

  /// Starts a thread that runs `body` once; false where the system refuses one with so much stack.
  package static func start(stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
    final class Errand {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { attributes.deallocate() }
    guard pthread_attr_init(attributes) == 0 else { return false }
    defer { pthread_attr_destroy(attributes) }
    guard pthread_attr_setstacksize(attributes, stackSize) == 0,
      pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0
    else { return false }
    let task = Unmanaged.passRetained(Errand(body)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(
        &thread, attributes,
        { task in
          Unmanaged<Errand>.fromOpaque(task).takeRetainedValue().body()
          return nil
        }, task)
    #else
      let thread = UnsafeMutablePointer<pthread_t>.allocate(capacity: 1)
      defer { thread.deallocate() }
      let status = pthread_create(
        thread, attributes,
        { task in
          if let task { Unmanaged<Errand>.fromOpaque(task).takeRetainedValue().body() }
          return nil
        }, task)
    #endif
    if status != 0 { Unmanaged<Errand>.fromOpaque(task).release() }
    return status == 0
  }
}
