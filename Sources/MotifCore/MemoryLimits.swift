internal import Foundation

/// What limits of the system leave to this process besides the memory of the machine: those of its
/// control groups, of version 1 and 2, and those of `ulimit -v` and `ulimit -d`.
package struct MemoryLimits {
  /// Stands before `/proc` and the places where control groups are mounted; empty for the system's own.
  private let root: String

  /// The limits of the system under the folder `root`.
  package init(root: String = "") { self.root = root }

  /// Bytes that the process may still take, nil without a limit.
  package var room: Int? { [groupRoom, addressRoom].compactMap(\.self).min() }

  // MARK: Control groups

  /// What the narrowest control group above the process leaves; nil without a limit.
  package var groupRoom: Int? {
    guard let groups = text("/proc/self/cgroup") else { return nil }
    let rooms = groups.split(separator: "\n").flatMap { line -> [Int] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let controllers = parts[1].split(separator: ",")
      guard controllers.isEmpty || controllers.contains("memory") else { return [] }
      let version = controllers.isEmpty ? Version.second : .first
      return self.rooms(of: String(parts[2]), version)
    }
    return rooms.min()
  }

  /// How a version of control groups names things.
  private struct Version {
    let type: String
    let usual: String
    let limit: String
    let usage: String
    /// Pages of files, which the kernel takes back before it refuses any.
    let files: [String]

    static let first = Version(
      type: "cgroup", usual: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes",
      usage: "memory.usage_in_bytes", files: ["total_inactive_file", "total_active_file"])
    static let second = Version(
      type: "cgroup2", usual: "/sys/fs/cgroup", limit: "memory.max", usage: "memory.current",
      files: ["inactive_file", "active_file"])
  }

  /// What the group `path` and each above it leave.
  private func rooms(of path: String, _ version: Version) -> [Int] {
    let (place, top) = mount(version)
    var path = path
    // In a container the mounted part of the tree begins further down.
    if top != "/", path == top || path.hasPrefix(top + "/") { path.removeFirst(top.count) }
    var names = path.split(separator: "/").filter { $0 != ".." }
    var rooms: [Int] = []
    while true {
      let folder = ([place] + names.map(String.init)).joined(separator: "/")
      if let room = room(in: folder, version) { rooms.append(room) }
      guard names.popLast() != nil else { return rooms }
    }
  }

  private func room(in folder: String, _ version: Version) -> Int? {
    // `max`, or a number beyond every memory, is no limit.
    guard let limit = number(folder + "/" + version.limit), limit < 1 << 60 else { return nil }
    let usage = number(folder + "/" + version.usage) ?? 0
    let counts = text(folder + "/memory.stat")?.split(separator: "\n") ?? []
    let files = counts.reduce(0) { sum, line in
      let words = line.split(separator: " ")
      guard words.count == 2, version.files.contains(String(words[0])) else { return sum }
      return sum + (Int(words[1]) ?? 0)
    }
    return max(0, limit - max(0, usage - files))
  }

  /// Where the groups of `version` are mounted, and which group is mounted there.
  private func mount(_ version: Version) -> (place: String, top: String) {
    for line in text("/proc/self/mountinfo")?.split(separator: "\n") ?? [] {
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), words.count > dash + 3, dash > 4,
        words[dash + 1] == version.type
      else { continue }
      let options = words[dash + 3].split(separator: ",")
      guard version.type == "cgroup2" || options.contains("memory") else { continue }
      return (String(words[4]), String(words[3]))
    }
    return (version.usual, "/")
  }

  // MARK: ulimit

  /// What `ulimit -v` and `ulimit -d` leave; nil without a limit.
  private var addressRoom: Int? {
    #if os(Linux)
      let status = text("/proc/self/status") ?? ""
      func used(_ name: String) -> Int { ProcessMemory.value(name, in: status) ?? 0 }
      let rooms = [
        Self.limit(RLIMIT_AS).map { $0 - used("VmSize") },
        Self.limit(RLIMIT_DATA).map { $0 - used("VmData") },
      ]
      // Memory is asked for in large pieces, of which the last one is hardly used.
      return rooms.compactMap(\.self).min().map { max(0, $0 - Self.slack) }
    #else
      return nil
    #endif
  }

  /// Address space that is asked for and hardly used: a slab of the pool, stacks of threads.
  private static let slack = 96 << 20

  #if os(Linux)
    private static func limit(_ kind: __rlimit_resource) -> Int? {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0, limit.rlim_cur < 1 << 60
      else { return nil }
      return Int(limit.rlim_cur)
    }
  #endif

  // MARK: Files

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: root + path).map { String(decoding: $0, as: UTF8.self) }
  }

  private func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
