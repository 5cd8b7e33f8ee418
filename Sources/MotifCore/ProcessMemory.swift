internal import Foundation

/// What the system says about memory, in bytes.
package enum ProcessMemory {
  /// What the process holds now.
  package static var resident: Int { value("VmRSS", ofFile: "/proc/self/status") ?? peak }

  /// The most that the process has held.
  package static var peak: Int { value("VmHWM", ofFile: "/proc/self/status") ?? reportedPeak }

  /// What this machine and the limits set on the process could give to it, beyond what it holds.
  package static var available: Int {
    let machine =
      value("MemAvailable", ofFile: "/proc/meminfo") ?? Int(ProcessInfo.processInfo.physicalMemory)
    return min(machine, MemoryLimits().room ?? .max)
  }

  /// A line `name: 123 kB` of a file that Linux offers.
  private static func value(_ name: String, ofFile file: String) -> Int? {
    (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { value(name, in: $0) }
  }

  /// A line `name: 123 kB` of `text`.
  static func value(_ name: String, in text: String) -> Int? {
    guard
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
