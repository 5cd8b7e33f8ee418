internal import Foundation
public import MotifCore

/// One checkpoint of a run: a folder `step-00000120` with a manifest of what it must hold.
public struct RunCheckpoint: Sendable, Equatable {
  /// The step after which it was taken.
  public let step: Int
  /// The folder.
  public let path: String

  /// The path of a file of the checkpoint, such as `model.safetensors`.
  public func path(of file: String) -> String { path + "/" + file }

  /// Checks every file against the manifest.
  ///
  /// Throws an error that names the first file that is missing, has another size or another content.
  /// Cost: all files are read.
  public func verify(operations: FileOperations = .system) throws(FileError) {
    try check(operations) { data in
      data.withUnsafeBytes { SHA256.digest($0) }
    }
  }

  /// Checks that the files are there with the sizes of the manifest, without hashing them.
  public func checkSizes(operations: FileOperations = .system) throws(FileError) {
    try check(operations) { _ in nil }
  }

  /// The validation score that was known when it was taken; nil without one or without a manifest.
  public func score(operations: FileOperations = .system) -> Double? {
    try? CheckpointManifest(path: path(of: CheckpointManifest.fileName), operations: operations)
      .score
  }

  private func check(
    _ operations: FileOperations, digest: (Data) -> String?
  ) throws(FileError) {
    let manifest = try CheckpointManifest(
      path: path(of: CheckpointManifest.fileName), operations: operations)
    guard manifest.step == step else {
      throw FileError(path: path, reason: "the manifest is of step \(manifest.step)")
    }
    for (name, file) in manifest.files.sorted(by: { $0.key < $1.key }) {
      let data = try operations.read(path(of: name))
      guard data.count == file.bytes else {
        throw FileError(
          path: path(of: name), reason: "has \(data.count) bytes, the manifest says \(file.bytes)")
      }
      if let digest = digest(data), digest != file.sha256 {
        throw FileError(
          path: path(of: name), reason: "its content is damaged: the SHA-256 is not the manifest's")
      }
    }
  }
}

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
