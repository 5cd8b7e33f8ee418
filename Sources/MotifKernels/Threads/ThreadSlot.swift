#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

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
