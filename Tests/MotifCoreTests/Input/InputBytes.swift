import Foundation
import MotifTestSupport

@testable import MotifCore

/// Small files and what ``InputFile`` gives of them.
enum InputBytes {
  /// All bytes of the file at `path`, read in pieces of `piece` bytes.
  static func read(_ path: String, piece: Int = 4096) throws(FileError) -> [UInt8] {
    let file = try InputFile(path)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: piece)
    while true {
      let count = try buffer.withUnsafeMutableBufferPointer { target throws(FileError) in
        try file.read(into: UnsafeMutableRawBufferPointer(target))
      }
      bytes += buffer[..<count]
      if count < piece { return bytes }
    }
  }

  /// A file of `bytes` whose name ends with `name`.
  static func file(_ bytes: ArraySlice<UInt8>, name: String) throws -> String {
    let path = TemporaryRoot.path + "/\(UUID().uuidString)-\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// Removes a file that ``file(_:name:)`` made.
  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
