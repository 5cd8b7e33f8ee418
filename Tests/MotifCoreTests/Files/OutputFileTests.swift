import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// Files that a user names: what stands at the path stays what it is.
@Suite final class OutputFileTests {
  private let place: String

  init() throws {
    place =
      TemporaryRoot.url
      .appendingPathComponent("motif-output-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: place) }

  private func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: place + "/" + name)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func node(_ name: String) -> (inode: ino_t, mode: mode_t) {
    var status = stat()
    _ = lstat(place + "/" + name, &status)
    return (status.st_ino, status.st_mode)
  }

  private func write(_ name: String, _ text: String) throws {
    try OutputFile(place + "/" + name).write(text)
  }

  @Test func aNewFileIsMadeAndALongerOneShortened() throws {
    try write("new", "a long text")
    try write("new", "short")
    #expect(text("new") == "short")
  }

  @Test func aLinkAnotherNameAndRightsStay() throws {
    try write("target", "old")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: place + "/target")
    #expect(link(place + "/target", place + "/hard") == 0)
    #expect(symlink("target", place + "/soft") == 0)
    let before = node("target")
    try write("soft", "new")
    #expect(text("target") == "new" && text("hard") == "new")
    #expect(node("target") == before)
    #expect(node("soft").mode & S_IFMT == S_IFLNK)
  }

  @Test func aFileIsReplacedAsAWholeWithItsRights() throws {
    try write("file", "the old text, which is longer")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: place + "/file")
    let reader = try #require(FileHandle(forReadingAtPath: place + "/file"))
    #expect(symlink("file", place + "/soft") == 0)
    try write("soft", "new")
    #expect(text("file") == "new" && node("file").mode & 0o7777 == 0o640)
    // Who had it open before reads the old text to its end.
    #expect(try reader.readToEnd() == Data("the old text, which is longer".utf8))
  }

  @Test func manyThatWriteAtOnceLeaveOneWholeText() async throws {
    let texts = (0..<4).map { String(repeating: "\($0)", count: 200_000) }
    let path = place + "/page"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for text in texts {
        group.addTask { for _ in 0..<8 { try OutputFile(path).write(text) } }
      }
      group.addTask {
        for _ in 0..<40 {
          guard let seen = FileManager.default.contents(atPath: path) else { continue }
          #expect(texts.contains { Data($0.utf8) == seen }, "\(seen.count) bytes")
        }
      }
      try await group.waitForAll()
    }
    #expect(try FileOperations.system.list(place) == ["page"])
  }

  @Test func aLinkThatLeadsNowhereGetsItsTarget() throws {
    #expect(symlink("later", place + "/soft") == 0)
    try write("soft", "new")
    #expect(text("later") == "new" && node("soft").mode & S_IFMT == S_IFLNK)
  }

  @Test func aPipeAndADeviceGetTheText() async throws {
    let path = place + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let reader = Task.detached { try FileHandle(forReadingAtPath: path)?.readToEnd() }
    try write("pipe", "through")
    #expect(try await reader.value == Data("through".utf8))
    #expect(node("pipe").mode & S_IFMT == S_IFIFO)
    try OutputFile("/dev/null").write("gone")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  /// As `/dev/stdout` is in `motif-train … | head`: its link leads to no name in any folder.
  @Test func aPipeWithoutANameGetsTheText() throws {
    let pipe = Pipe()
    try OutputFile("/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)").write("text\n")
    try pipe.fileHandleForWriting.close()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data("text\n".utf8))
  }

  @Test func whatIsNotWrittenLeavesNothingNewAndKeepsTheOld() throws {
    try write("old", "kept")
    _ = try OutputFile(place + "/old")
    _ = try OutputFile(place + "/new")
    #expect(text("old") == "kept" && text("new") == nil)
  }

  @Test(arguments: [
    ("", "it is a folder"), ("/none/x", "no such file"), ("/old/x", "not a folder"),
  ])
  func whatCannotBeWrittenIsSaidAtOnce(_ path: String, _ cause: String) throws {
    try write("old", "kept")
    let error = #expect(throws: FileError.self) { try OutputFile(place + path) }
    #expect(error?.path == place + path && error?.reason.contains(cause) == true)
  }

  @Test func aFolderIsTriedWithoutATrace() throws {
    let system = FileOperations.system
    try system.requireWritable(place)
    try system.requireWritable(place + "/a/b/c")
    // Relative, and of one character: the working folder is tried.
    try system.requireWritable("q")
    try system.requireWritable("q/r")
    #expect(!FileManager.default.fileExists(atPath: "q"))
    #expect(try system.list(place).isEmpty)
    try write("file", "")
    for path in ["/file", "/file/a", "/file/a/b"] {
      let error = #expect(throws: FileError.self) { try system.requireWritable(place + path) }
      #expect(error?.path == place + path && error?.reason.contains("not a folder") == true)
    }
    var full = system
    full.create = { path throws(FileError) in
      throw FileError(path: path, action: "create", code: EROFS)
    }
    let error = #expect(throws: FileError.self) { try full.requireWritable(place) }
    #expect(error?.description == "\(place): cannot create: the file system is read-only")
  }
}
