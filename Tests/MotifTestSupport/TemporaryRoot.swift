public import Foundation

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

  /// The same as a URL; what a test makes below it is gone at the end, whatever the test leaves.
  public static let url = URL(fileURLWithPath: path)
}
