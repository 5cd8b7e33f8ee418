import Foundation

/// What one case may take, enforced by the kernel: whoever takes more is ended by a signal or by a
/// refused allocation.
enum FuzzLimits {
  /// Memory a case may take besides what goes with its size.
  static let baseBytes = 2 << 20
  /// Memory a case may take for each of its bytes.
  static let bytesPerByte = 256
  /// Stack of a case: what a thread of the library has at least.
  static let stackBytes = 1 << 19
  /// Processor time of a case.
  static let seconds = 1

  /// Makes freed memory go back to the system, so that each case is charged for what it takes.
  static func prepare() {
    #if os(Linux)
      // Swift's Glibc module leaves malloc.h out.
      typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
      guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "mallopt") else { return }
      let mallopt = unsafeBitCast(symbol, to: Mallopt.self)
      let (trimThreshold, mappingThreshold): (Int32, Int32) = (-1, -3)
      _ = mallopt(trimThreshold, 1 << 16)
      _ = mallopt(mappingThreshold, 1 << 16)
    #endif
  }

  /// Starts the limits of a case of `count` bytes.
  static func begin(_ count: Int) {
    #if os(Linux)
      limit(RLIMIT_DATA, dataBytes + baseBytes + count * bytesPerByte)
      limit(RLIMIT_STACK, stackBytes)
      // Processor time, so that a busy machine ends nobody.
      var timer = itimerval()
      timer.it_value.tv_sec = seconds
      setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    #endif
  }

  #if os(Linux)
    private static func limit(_ resource: __rlimit_resource, _ bytes: Int) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
      limit.rlim_cur = rlim_t(bytes)
      let status = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
      precondition(status == 0, "a limit cannot be set")
    }
  #endif

  /// Private writable memory of this process, touched or not: what the limit is about.
  private static var dataBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst(5).first.flatMap { Int($0) }
    guard let pages else { preconditionFailure("/proc/self/statm cannot be read") }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
