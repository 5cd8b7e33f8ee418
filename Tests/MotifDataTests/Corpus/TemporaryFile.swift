import Foundation
import MotifTestSupport

/// A file with the given bytes that lives as long as this value.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8], ending: String = ".txt") throws {
    let url = TemporaryRoot.url
      .appendingPathComponent("corpus-\(UUID().uuidString)\(ending)")
    try Data(bytes).write(to: url)
    path = url.path
  }

  convenience init(_ text: String, ending: String = ".txt") throws {
    try self.init(Array(text.utf8), ending: ending)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
