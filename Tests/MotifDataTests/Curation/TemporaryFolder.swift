import Foundation
import MotifTestSupport

/// An empty folder that lives as long as this value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = TemporaryRoot.path + "/curation-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
