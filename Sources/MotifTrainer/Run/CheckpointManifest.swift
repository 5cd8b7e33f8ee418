internal import Foundation
internal import MotifCore

/// The file `manifest.json`, written last: which files a checkpoint has, their sizes and hashes.
struct CheckpointManifest: Codable, Equatable {
  struct File: Codable, Equatable {
    let bytes: Int
    let sha256: String
  }

  static let fileName = "manifest.json"
  static let currentVersion = 1

  var version = Self.currentVersion
  let step: Int
  /// The validation score of the step, lower is better.
  let score: Double?
  let files: [String: File]

  init(step: Int, score: Double? = nil, files: [String: File]) {
    self.step = step
    self.score = score.flatMap { $0.isFinite ? $0 : nil }
    self.files = files
  }

  /// Reads and checks a manifest.
  init(path: String, operations: FileOperations) throws(FileError) {
    let data = try operations.read(path)
    do {
      self = try JSONDecoder().decode(CheckpointManifest.self, from: data)
    } catch {
      throw FileError(path: path, reason: "is not a checkpoint manifest")
    }
    guard version == Self.currentVersion else {
      throw FileError(
        path: path, reason: "has version \(version), this program reads \(Self.currentVersion)")
    }
    guard !files.isEmpty, files.keys.allSatisfy(Self.isPlainName) else {
      throw FileError(path: path, reason: "names no file, or one outside its folder")
    }
  }

  /// Whether `name` stays inside the folder it is put in.
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name != fileName
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }

  /// The manifest as text, the same for the same content.
  var text: String {
    let rows = files.sorted { $0.key < $1.key }.map { name, file in
      "    \(Self.quoted(name)): {\"bytes\": \(file.bytes), \"sha256\": \"\(file.sha256)\"}"
    }
    return """
      {
        "version": \(version),
        "step": \(step),\(score.map { "\n  \"score\": \($0)," } ?? "")
        "files": {
      \(rows.joined(separator: ",\n"))
        }
      }

      """
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
