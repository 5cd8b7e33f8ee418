internal import Foundation

/// What the system says about memory, in bytes.
package enum ProcessMemory {
  /// What the process holds now.
  package static var resident: Int { value("VmRSS", in: "/proc/self/status") ?? peak }

  /// The most that the process has held.
  package static var peak: Int { value("VmHWM", in: "/proc/self/status") ?? reportedPeak }

  /// What this machine could give to the process, beyond what it holds.
  package static var available: Int {
    value("MemAvailable", in: "/proc/meminfo") ?? Int(ProcessInfo.processInfo.physicalMemory)
  }

  /// A line `name: 123 kB` of a file that Linux offers.
  private static func value(_ name: String, in file: String) -> Int? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }),
      let kilobytes = Int(line.filter { ("0"..."9").contains($0) })
    else { return nil }
    return kilobytes * 1024
  }

  private static var reportedPeak: Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #endif
  }
}
