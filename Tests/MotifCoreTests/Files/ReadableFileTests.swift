import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// Files that are read at any place without being mapped.
@Suite final class ReadableFileTests {
  private let place: String

  init() throws {
    place = TemporaryRoot.url.appendingPathComponent("motif-read-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: place) }

  @Test(arguments: [0..<0, 0..<1, 0..<10, 3..<7, 9..<10, 10..<10])
  func everyRangeIsReadAlsoOfARemovedFile(_ range: Range<Int>) throws {
    let path = place + "/file"
    try Data(0..<10).write(to: URL(fileURLWithPath: path))
    let file = try ReadableFile(path)
    #expect(file.byteCount == 10)
    try FileManager.default.removeItem(atPath: path)
    #expect(try file.bytes(range) == range.map(UInt8.init))
  }

  @Test func whatWasCutOffSinceIsSaid() throws {
    let path = place + "/file"
    try Data(0..<10).write(to: URL(fileURLWithPath: path))
    let file = try ReadableFile(path)
    #expect(truncate(path, 4) == 0)
    let error = #expect(throws: FileError.self) { try file.bytes(2..<10) }
    #expect(error?.description == "\(path): ends at byte 4, expected 6 more: it was cut off")
  }

  @Test func whatIsNoPlainFileIsRefusedWithoutWaiting() throws {
    #expect(mkfifo(place + "/pipe", 0o600) == 0)
    let cases = [
      ("/pipe", "is a pipe or a device, expected a file"), ("/none", "no such file"),
      ("", "is a folder, expected a file"),
    ]
    for (name, reason) in cases {
      let error = #expect(throws: FileError.self) { try ReadableFile(place + name) }
      #expect(error?.reason == reason)
    }
    #expect(throws: FileError.self) { try ReadableFile("/dev/zero") }
  }
}
