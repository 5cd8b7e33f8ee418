internal import Synchronization

/// Tells, once a process, that the system refuses threads to compute with.
package enum ThreadRefusal {
  private static let listener = Mutex<(@Sendable (_ wanted: Int, _ got: Int) -> Void)?>(nil)

  /// Sets what is called, once, when a team gets fewer threads than it wants.
  ///
  /// The caller is counted in both. By default nothing is called.
  package static func whenFirst(_ tell: @escaping @Sendable (_ wanted: Int, _ got: Int) -> Void) {
    listener.withLock { $0 = tell }
  }

  static func tell(wanted: Int, got: Int) {
    let tell = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    tell?(wanted, got)
  }
}
