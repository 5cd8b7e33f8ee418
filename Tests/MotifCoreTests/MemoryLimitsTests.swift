import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// Limits of control groups, read from a tree that looks like the system's.
@Suite final class MemoryLimitsTests {
  private let root: String

  init() throws {
    root = TemporaryRoot.url.appendingPathComponent("motif-groups-\(UUID().uuidString)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: root + path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private var room: Int? { MemoryLimits(root: root).groupRoom }

  @Test func withoutGroupsThereIsNoLimit() throws {
    #expect(room == nil)
    try write("/proc/self/cgroup", "0::/a\n")
    #expect(room == nil)
    try write("/sys/fs/cgroup/a/memory.max", "max\n")
    #expect(room == nil)
  }

  /// (limit, used, its pages of files) of `/a/b`, of `/a`, and what is left.
  @Test(
    arguments: [
      ([1000, 300, 0], nil, 700), ([1000, 300, 200], nil, 900), ([1000, 300, 500], nil, 1000),
      ([1000, 1200, 0], nil, 0), ([1000, 300, 0], [900, 500, 0], 400),
      ([1000, 300, 0], [900, 500, 450], 700), (nil, [900, 500, 0], 400),
      ([1 << 40, 1 << 30, 0], [1 << 33, 1 << 32, 0], 1 << 32),
    ] as [([Int]?, [Int]?, Int)])
  func theNarrowestOfTheHierarchyCounts(_ inner: [Int]?, _ outer: [Int]?, _ left: Int) throws {
    for isFirst in [false, true] {
      try? FileManager.default.removeItem(atPath: root)
      try write("/proc/self/cgroup", isFirst ? "9:pids:/\n4:cpu,memory:/a/b\n0::/\n" : "0::/a/b\n")
      let top = isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
      for (folder, numbers) in [("/a/b", inner), ("/a", outer)] {
        guard let numbers else { continue }
        let names =
          isFirst
          ? ["memory.limit_in_bytes", "memory.usage_in_bytes"] : ["memory.max", "memory.current"]
        try write(top + folder + "/" + names[0], "\(numbers[0])\n")
        try write(top + folder + "/" + names[1], "\(numbers[1])\n")
        let prefix = isFirst ? "total_" : ""
        try write(
          top + folder + "/memory.stat",
          "anon 5\n\(prefix)inactive_file \(numbers[2])\n\(prefix)active_file 0\n")
      }
      #expect(room == left, "\(isFirst ? "version 1" : "version 2")")
    }
  }

  @Test func aContainerSeesItsPartOfTheTree() throws {
    try write("/proc/self/cgroup", "0::/pod/one/job\n")
    try write(
      "/proc/self/mountinfo",
      "22 1 0:5 / /proc rw - proc proc rw\n30 1 0:26 /pod/one /groups ro,nosuid - cgroup2 cgroup rw\n"
    )
    try write("/groups/memory.max", "500")
    try write("/groups/memory.current", "100")
    #expect(room == 400)
    try write("/groups/job/memory.max", "300")
    #expect(room == 300)
  }

  @Test func aNumberBeyondEveryMemoryIsNoLimit() throws {
    try write("/proc/self/cgroup", "4:memory:/\n")
    try write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
    #expect(room == nil)
  }
}
