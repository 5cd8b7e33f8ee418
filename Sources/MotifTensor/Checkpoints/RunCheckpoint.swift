package import MotifCore

/// One checkpoint of a run: a folder `step-00000120` with a manifest of what it must hold.
package struct RunCheckpoint: Codable, Sendable, Equatable {
  /// The step after which it was taken.
  package let step: Int
  /// The folder.
  package let path: String

  /// The checkpoint of `step` in the folder `path`, unchecked.
  package init(step: Int, path: String) { (self.step, self.path) = (step, path) }

  /// The path of a file of the checkpoint, such as `model.safetensors`.
  package func path(of file: String) -> String { path + "/" + file }

  /// Checks every file against the manifest; of `known`, whose content was just read, the size alone.
  ///
  /// Throws an error that names the first file that is missing, has another size or another content,
  /// or that cannot be read now, which is a ``FileError/isRefusal`` and says nothing about the
  /// content. Cost: all files are read, piece by piece; no memory for them is taken.
  package func verify(
    except known: Set<String> = [], operations: FileOperations = .system
  ) throws(FileError) {
    let manifest = try manifest(operations: operations)
    try checkSizes(manifest, operations)
    for (name, file) in manifest.files.sorted(by: { $0.key < $1.key })
    where !known.contains(name) {
      guard try operations.digest(of: path(of: name)).sha256 == file.sha256 else {
        throw FileError(
          path: path(of: name), reason: "its content is damaged: the SHA-256 is not the manifest's")
      }
    }
  }

  /// What the checkpoint must hold, its tensors apart, after a look at whether the files are there
  /// with these sizes; throws ``FileError`` as ``verify(operations:)``.
  ///
  /// Cost: of the files only the manifest is read.
  @discardableResult
  package func checkSizes(
    operations: FileOperations = .system
  ) throws(FileError) -> CheckpointManifest {
    let manifest = try manifest(.filesAlone, operations: operations)
    try checkSizes(manifest, operations)
    return manifest
  }

  /// The validation score that was known when it was taken; nil without one or without a manifest.
  package func score(operations: FileOperations = .system) -> Double? {
    try? manifest(.filesAlone, operations: operations).score
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

  /// The file `name` of `manifest`, which must have the size given there, open to be read.
  func open(
    _ name: String, _ manifest: CheckpointManifest, operations: FileOperations
  ) throws(FileError) -> ReadableFile {
    let file = try operations.open(path(of: name))
    try require(file.byteCount, of: name, manifest)
    return file
  }

  private func checkSizes(
    _ manifest: CheckpointManifest, _ operations: FileOperations
  ) throws(FileError) {
    for name in manifest.files.keys.sorted() {
      try require(try operations.byteCount(path(of: name)), of: name, manifest)
    }
  }

  private func require(
    _ count: Int, of name: String, _ manifest: CheckpointManifest
  ) throws(FileError) {
    guard let bytes = manifest.files[name]?.bytes, count != bytes else { return }
    throw FileError(
      path: path(of: name), reason: "has \(count) bytes, the manifest says \(bytes)")
  }
}
