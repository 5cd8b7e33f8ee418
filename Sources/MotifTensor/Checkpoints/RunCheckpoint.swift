internal import Foundation
package import MotifCore

/// One checkpoint of a run: a folder `step-00000120` with a manifest of what it must hold.
package struct RunCheckpoint: Sendable, Equatable {
  /// The step after which it was taken.
  package let step: Int
  /// The folder.
  package let path: String

  /// The checkpoint of `step` in the folder `path`, unchecked.
  package init(step: Int, path: String) { (self.step, self.path) = (step, path) }

  /// The path of a file of the checkpoint, such as `model.safetensors`.
  package func path(of file: String) -> String { path + "/" + file }

  /// Checks every file against the manifest.
  ///
  /// Throws an error that names the first file that is missing, has another size or another content.
  /// Cost: all files are read.
  package func verify(operations: FileOperations = .system) throws(FileError) {
    try check(.all, operations) { data in
      data.withUnsafeBytes { SHA256.digest($0) }
    }
  }

  /// Checks that the files are there with the sizes of the manifest, without hashing them.
  package func checkSizes(operations: FileOperations = .system) throws(FileError) {
    try check(.filesAlone, operations) { _ in nil }
  }

  /// The validation score that was known when it was taken; nil without one or without a manifest.
  package func score(operations: FileOperations = .system) -> Double? {
    let path = path(of: CheckpointManifest.fileName)
    return try? CheckpointManifest(path: path, reading: .filesAlone, operations: operations).score
  }

  /// What the checkpoint must hold; throws ``FileError`` when that cannot be right.
  func manifest(
    _ reading: CheckpointManifest.Reading = .all, operations: FileOperations
  ) throws(FileError) -> CheckpointManifest {
    let manifest = try CheckpointManifest(
      path: path(of: CheckpointManifest.fileName), reading: reading, operations: operations)
    guard manifest.step == step else {
      throw FileError(path: path, reason: "the manifest is of step \(manifest.step)")
    }
    return manifest
  }

  /// The content of the file `name` of `manifest`, which must have the size given there.
  func read(
    _ name: String, _ manifest: CheckpointManifest, operations: FileOperations
  ) throws(FileError) -> Data {
    let data = try operations.read(path(of: name))
    if let bytes = manifest.files[name]?.bytes, data.count != bytes {
      throw FileError(
        path: path(of: name), reason: "has \(data.count) bytes, the manifest says \(bytes)")
    }
    return data
  }

  private func check(
    _ reading: CheckpointManifest.Reading, _ operations: FileOperations,
    digest: (Data) -> String?
  ) throws(FileError) {
    let manifest = try manifest(reading, operations: operations)
    for (name, file) in manifest.files.sorted(by: { $0.key < $1.key }) {
      let data = try read(name, manifest, operations: operations)
      if let digest = digest(data), digest != file.sha256 {
        throw FileError(
          path: path(of: name), reason: "its content is damaged: the SHA-256 is not the manifest's")
      }
    }
  }
}
