import Foundation
import MotifTestSupport

/// A folder for the runs of one test, gone at its end.
final class RunPlace {
  let path = TemporaryRoot.path + "/runs-\(UUID().uuidString)"

  /// The folder, made.
  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
