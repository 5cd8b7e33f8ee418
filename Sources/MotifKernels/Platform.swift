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

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
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

/// A pointer for each thread, nil at first.
struct ThreadSlot: Sendable {
  private let key: pthread_key_t?

  /// A slot that stays nil on every thread where the system has no more.
  init() {
    var key = pthread_key_t()
    self.key = pthread_key_create(&key, nil) == 0 ? key : nil
  }

  /// The pointer of the calling thread.
  var value: UnsafeMutableRawPointer? {
    get {
      guard let key else { return nil }
      return pthread_getspecific(key)
    }
    nonmutating set {
      if let key { pthread_setspecific(key, newValue) }
    }
  }
}

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
