import Foundation
import MotifCore
import MotifTestSupport
import Testing

/// Files written at any place, by several side by side.
@Suite final class WritableFileTests {
  private let path = TemporaryRoot.url.appendingPathComponent("placed-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func write(_ text: String, at offset: Int, _ file: WritableFile) throws {
    let bytes = Array(text.utf8)
    try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
      try file.write(UnsafeRawBufferPointer(bytes), at: offset)
    }
  }

  @Test func twoWriteSideBySide() throws {
    try Data("head".utf8).write(to: URL(fileURLWithPath: path))
    let first = try WritableFile(path, byteCount: 12)
    try write("ab", at: 9, first)
    let second = try WritableFile(path, byteCount: 12)
    try write("cd", at: 4, second)
    try write("e", at: 7, first)
    try write("", at: 12, first)
    try first.finish()
    try second.finish()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("headcd\0e\0ab\0".utf8))
    #expect(try FileOperations.system.digest(of: path).byteCount == 12)
  }

  @Test func aFileThatIsMissingIsNotMade() throws {
    let error = #expect(throws: FileError.self) { try WritableFile(path, byteCount: 3) }
    #expect(error?.reason == "cannot open: no such file or folder")
    #expect(!FileManager.default.fileExists(atPath: path))
    let folder = #expect(throws: FileError.self) {
      try WritableFile(
        URL(fileURLWithPath: path).deletingLastPathComponent().path, byteCount: 3)
    }
    #expect(folder?.reason == "cannot open: it is a folder")
  }
}
