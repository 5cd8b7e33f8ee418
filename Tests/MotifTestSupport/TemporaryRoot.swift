import Foundation

/// One folder a test process, removed when the process ends, for what tests leave to nobody else.
public enum TemporaryRoot {
  /// The folder.
  public static let path: String = {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("motif-tests-\(ProcessInfo.processInfo.processIdentifier)").path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: TemporaryRoot.path) }
    return path
  }()
}
