#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

#if arch(x86_64) && !MOTIF_SANITIZE
  @_extern(c, "llvm.x86.sse2.pause")
  func spinPause()
#else
  @inline(__always)
  func spinPause() {}
#endif

#if MOTIF_SANITIZE
  @_extern(c, "__tsan_acquire")
  func threadSanitizerAcquire(_ address: UnsafeMutableRawPointer)
  @_extern(c, "__tsan_release")
  func threadSanitizerRelease(_ address: UnsafeMutableRawPointer)
#endif

/// Functions of the operating system, under names that read the same on Linux and macOS.
enum Platform {
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  static func yieldProcessor() { _ = sched_yield() }

  /// The value of a variable of the environment.
  static func environment(_ name: String) -> String? {
    name.withCString { name in getenv(name).map { String(cString: $0) } }
  }

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

  /// Gives the whole pages among `byteCount` bytes back to the system where it takes them; their content
  /// is lost, and the next access gets fresh ones.
  static func returnPages(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
    #if os(Linux)
      let page = 4096
      let start = (Int(bitPattern: pointer) + page - 1) / page * page
      let end = (Int(bitPattern: pointer) + byteCount) / page * page
      guard start < end else { return }
      let notNeeded: Int32 = 4  // MADV_DONTNEED
      _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, notNeeded)
    #endif
  }

  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    var address: UnsafeMutableRawPointer?
    return posix_memalign(&address, 64, byteCount) == 0 ? address : nil
  }
}
