import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// Folders and files that appear complete or not at all, also when several write them.
@Suite final class NewFolderTests {
  private let place: String

  init() throws {
    place = TemporaryRoot.url.appendingPathComponent("motif-new-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: place) }

  private func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private var names: [String] { (try? FileOperations.system.list(place)) ?? [] }

  @Test func aFolderAppearsWhenItIsComplete() throws {
    try NewFolder(place + "/a").write { partial in
      try write(partial + "/file", "text")
      #expect(!names.contains("a"))
    }
    #expect(names == ["a"])
    #expect(throws: FileError.self) { try NewFolder(place + "/a").write { _ in } }
  }

  @Test func anErrorLeavesNothing() throws {
    let failure = FileError(path: "x", reason: "y")
    let thrown = #expect(throws: FileError.self) {
      try NewFolder(place + "/a").write { partial in
        try write(partial + "/file", "text")
        throw failure
      }
    }
    #expect(thrown == failure && names.isEmpty)
  }

  @Test func whoComesSecondIsToldByWhom() throws {
    try NewFolder(place + "/a").write { _ in
      let error = #expect(throws: FileError.self) { try NewFolder(place + "/a").write { _ in } }
      #expect(error?.description == "\(place)/a: is being written by process \(getpid())")
      // Another name is free.
      try NewFolder(place + "/a.b").write { _ in }
    }
    #expect(names == ["a", "a.b"])
  }

  @Test func leftoversOfTheKilledGoAndThoseOfOthersStay() throws {
    let dead = try deadProcess()
    let old = ["a.partial", "a.\(dead)-3.partial", "a.\(dead)-4.partial"]
    let kept = ["a.1-1.partial", "ab.\(dead)-1.partial", "a.\(dead)-1.part", "b.partial"]
    for name in old + kept {
      try FileManager.default.createDirectory(
        atPath: place + "/" + name, withIntermediateDirectories: false)
    }
    try write(place + "/.a.lock", "\(dead)\n")
    try NewFolder(place + "/a").write { _ in }
    #expect(names == (["a"] + kept).sorted())
  }

  @Test func aFolderIsSweptOfAllThatTheKilledLeft() throws {
    let dead = try deadProcess()
    let own = TemporaryName.beside("c")
    for name in ["report.html.\(dead)-9.partial", "plan.svg.partial", own, "d.1-2.partial", "e"] {
      try write(place + "/" + name, "")
    }
    FileOperations.system.sweep(place)
    #expect(names == [own, "d.1-2.partial", "e"].sorted())
  }

  @Test func temporaryNamesAreNeverTheSame() {
    let names = (0..<1000).map { _ in TemporaryName.beside("/x/y") }
    #expect(Set(names).count == 1000)
    #expect(names.allSatisfy { $0.hasPrefix("/x/y.\(getpid())-") && $0.hasSuffix(".partial") })
  }

  /// The number of a process that has ended.
  private func deadProcess() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", ":"]
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  @Test func aRunFolderIsLockedItself() throws {
    let lock = try RunLock(folder: place)
    // Removing the file lets nobody in.
    try FileManager.default.removeItem(atPath: place + "/.lock")
    let error = #expect(throws: FileError.self) { try RunLock(folder: place) }
    #expect(error?.reason == "is being trained by another process")
    lock.release()
    try RunLock(folder: place).release()
  }

  @Test func aFolderThatWasMovedIsNoticed() throws {
    let (run, moved) = (place + "/run", place + "/moved")
    try FileOperations.system.makeFolder(run)
    let lock = try RunLock(folder: run)
    try lock.requireInPlace()
    try FileOperations.system.rename(run, moved)
    #expect(throws: FileError.self) { try lock.requireInPlace() }
    // Another one of that name is not the same.
    try FileOperations.system.makeFolder(run)
    let error = #expect(throws: FileError.self) { try lock.requireInPlace() }
    #expect(error?.path == run && error?.reason.contains("moved or removed") == true)
  }
}
