package import MotifCore
package import MotifDistributed

/// The tensors of a run's checkpoint, each put together from its shards, whatever their number.
///
/// Where they lie is in the manifest. One of version 1 names files alone; the headers of its two
/// safetensors files then say it, each tensor being one shard.
package struct CheckpointTensors: SlicedSource, Sendable {
  /// The tensors by name.
  package let entries: [String: CheckpointManifest.TensorEntry]
  private let checkpoint: RunCheckpoint
  /// The files that hold them.
  private let files: [String: ReadableFile]

  package static let modelFile = "model.safetensors"
  package static let optimizerFile = "optimizer.safetensors"

  /// Opens the files of `checkpoint`, whose hashes are for ``RunCheckpoint/verify(operations:)``.
  ///
  /// Throws ``FileError`` when a file is missing or has not the size that the manifest gives. Cost:
  /// reads the manifest; the files are opened.
  package init(
    _ checkpoint: RunCheckpoint, operations: FileOperations = .system
  ) throws(FileError) {
    let manifest = try checkpoint.manifest(operations: operations)
    entries =
      manifest.version == 1 ? try Self.entries(ofVersion1: checkpoint, manifest) : manifest.tensors
    var files: [String: ReadableFile] = [:]
    let names = Set(entries.values.flatMap(\.shards).map(\.file))
    for name in names.sorted() {
      files[name] = try checkpoint.open(name, manifest, operations: operations)
    }
    self.files = files
    self.checkpoint = checkpoint
  }

  private static func entries(
    ofVersion1 checkpoint: RunCheckpoint, _ manifest: CheckpointManifest
  ) throws(FileError) -> [String: CheckpointManifest.TensorEntry] {
    var entries: [String: CheckpointManifest.TensorEntry] = [:]
    for name in [modelFile, optimizerFile] where manifest.files[name] != nil {
      let file = try SafetensorsFile(path: checkpoint.path(of: name))
      for tensor in file.entries.values {
        let place = try file.place(of: tensor.name)
        entries[tensor.name] = .init(
          type: tensor.type, shape: tensor.shape,
          shards: [
            .init(file: name, offset: place.lowerBound, slice: TensorSlice(wholeOf: tensor.shape))
          ])
      }
    }
    return entries
  }

  /// The slice of the tensor `name`, nil for all of it, which must have `shape` and a floating-point
  /// type.
  ///
  /// Throws ``FileError`` that names it. Cost: O(elements of the slice), which are read straight into
  /// the tensor; no others are read.
  package func tensor(
    _ name: String, shape: Shape, slice: TensorSlice? = nil
  ) throws(FileError) -> Tensor {
    guard let entry = entries[name] else {
      throw FileError(path: checkpoint.path, reason: "has no tensor \(name)")
    }
    let path = entry.shards.first.map { checkpoint.path(of: $0.file) } ?? checkpoint.path
    guard Shape(entry.shape) == shape else {
      throw FileError(
        path: path, reason: "tensor \(name) has shape \(entry.shape), expected \(shape)")
    }
    guard entry.type.isFloatingPoint else {
      throw FileError(
        path: path,
        reason: "tensor \(name) is \(entry.type.rawValue), expected a floating-point type")
    }
    return try Tensor(
      shape: shape, slice: slice,
      shards: entry.shards.map { shard throws(FileError) in
        guard let file = files[shard.file] else {
          throw FileError(path: checkpoint.path, reason: "has no file \(shard.file)")
        }
        return .init(shard.slice, entry.type, in: file, at: shard.offset)
      })
  }

  /// The start value of a parameter, of which only what this rank holds is read.
  ///
  /// Throws ``FileError`` when it is missing or has another shape.
  package func value(for spec: ParameterSpec) throws(FileError) -> Tensor {
    try tensor(spec.name, shape: spec.globalShape, slice: spec.slice)
  }
}
