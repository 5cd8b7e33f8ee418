import Foundation

/// A folder for what the peers read: texts and tokenizers.
enum PeerFolder {
  static let path =
    NSTemporaryDirectory() + "motif-bench-\(ProcessInfo.processInfo.processIdentifier)"

  /// Writes a file of the folder.
  static func write(_ text: String, to name: String) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    } catch {
      preconditionFailure("\(path)/\(name) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Removes the folder, if there is one.
  static func remove() { try? FileManager.default.removeItem(atPath: path) }
}
