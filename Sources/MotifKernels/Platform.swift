#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

#if arch(x86_64)
  @_extern(c, "llvm.x86.sse2.pause")
  func spinPause()
#else
  @inline(__always)
  func spinPause() {}
#endif

/// Functions of the operating system, under names that read the same on Linux and macOS.
enum Platform {
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  static func yieldProcessor() { _ = sched_yield() }

  /// Ends the process with a sentence on standard error and status 2.
  static func end(_ sentence: String) -> Never {
    let line = sentence + "\n"
    _ = line.withCString { write(2, $0, line.utf8.count) }
    exit(2)
  }

  /// Memory aligned to 2 MiB, with huge pages requested where the system grants them.
  static func mapPages(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let alignment = 2 << 20
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, alignment, byteCount) == 0, let pages = address else {
      return nil
    }
    #if os(Linux)
      let hugePages: Int32 = 14  // MADV_HUGEPAGE
      _ = madvise(pages, byteCount, hugePages)
    #endif
    return pages
  }

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    var address: UnsafeMutableRawPointer?
    return posix_memalign(&address, 64, byteCount) == 0 ? address : nil
  }
}

/// A mutex and condition variable at a fixed address, which is what pthreads require.
final class ParkingLot: @unchecked Sendable {
  // Invariant behind @unchecked: both objects are only used through pthread calls.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  /// Sleeps until `wakeAll` while `shouldWait` holds; the condition is checked under the lock.
  func park(while shouldWait: () -> Bool) {
    pthread_mutex_lock(mutex)
    while shouldWait() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }

  func wakeAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}

/// Starts a thread that never ends; `body` runs once on it, or never where the system has no room
/// for another thread.
func startDetachedThread(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let context = Unmanaged.passRetained(Box(body))
  #if canImport(Darwin)
    var thread: pthread_t?
    let failure = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
        return nil
      }, context.toOpaque())
    if failure == 0, let thread { pthread_detach(thread) }
  #else
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
        return nil
      }, context.toOpaque())
    if failure == 0 { pthread_detach(thread) }
  #endif
  if failure != 0 { context.release() }
}
