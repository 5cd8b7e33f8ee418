#if os(Linux)
  // The C library declares these only under _GNU_SOURCE, without which Swift imports it.
  @_extern(c, "sched_getcpu")
  private func currentProcessor() -> Int32

  @_extern(c, "sched_getaffinity")
  private func getAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeMutableRawPointer) -> Int32

  @_extern(c, "sched_setaffinity")
  private func setAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeRawPointer) -> Int32
#endif

/// On which processors threads run, where the system tells (Linux).
package enum ProcessorPlace {
  /// The processor that runs the caller, or −1 where unknown.
  package static var current: Int32 {
    #if os(Linux)
      return currentProcessor()
    #else
      return -1
    #endif
  }

  /// Moves the calling thread to a processor that it may use and that is not in `taken`, if any.
  ///
  /// It may run anywhere again afterwards: this is one move, not a binding.
  package static func leave(_ taken: [Int32]) {
    #if os(Linux)
      // One bit for each of 8192 processors.
      var allowed = [UInt8](repeating: 0, count: 1024)
      guard getAffinity(0, allowed.count, &allowed) >= 0 else { return }
      var wanted = allowed
      for processor in taken where wanted.indices.contains(Int(processor) / 8) && processor >= 0 {
        wanted[Int(processor) / 8] &= ~(1 << UInt8(processor % 8))
      }
      guard wanted.contains(where: { $0 != 0 }) else { return }
      if setAffinity(0, wanted.count, wanted) == 0 { _ = setAffinity(0, allowed.count, allowed) }
    #endif
  }
}
