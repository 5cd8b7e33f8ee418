internal import Foundation
package import MotifCore

/// The folder in which a run keeps its checkpoints, so that an interruption at any moment leaves a
/// whole one.
///
/// A checkpoint is written to a temporary folder `step-N.….partial`; every file is forced to the disk, then the manifest,
/// then the folder; it is renamed to `step-N`, the parent is forced to the disk, and all of it is
/// read back and compared with the manifest. Only then are older checkpoints removed. Which one is
/// the latest is not written anywhere: it is the newest folder that agrees with its manifest.
package struct CheckpointStore: Sendable {
  /// A file of a checkpoint, written by a closure.
  package struct File: Sendable {
    /// The name inside the folder, such as `optimizer.safetensors`.
    package let name: String
    /// The tensors, or parts of tensors, that lie in it.
    let tensors: [String: CheckpointManifest.TensorEntry]
    let write: @Sendable (DurableFile) throws(FileError) -> Void

    /// A file whose content `write` appends.
    package init(
      _ name: String, write: @escaping @Sendable (DurableFile) throws(FileError) -> Void
    ) {
      self.init(name, holding: [:], write: write)
    }

    /// A file whose content `write` appends, with `tensors` in it.
    package init(
      _ name: String, holding tensors: [String: CheckpointManifest.TensorEntry],
      write: @escaping @Sendable (DurableFile) throws(FileError) -> Void
    ) {
      precondition(CheckpointManifest.isPlainName(name), "\(name) cannot be a checkpoint file")
      self.name = name
      self.tensors = tensors
      self.write = write
    }

    /// A small file of text.
    package init(_ name: String, text: String) {
      self.init(name) { file throws(FileError) in try file.append(text) }
    }
  }

  /// What became of a save that succeeded.
  package struct Saved: Sendable {
    /// The new checkpoint, verified.
    package let checkpoint: RunCheckpoint
    /// Older checkpoints that could not be read or removed, and were left; the new one is not affected.
    package let warnings: [FileError]
  }

  /// The newest good checkpoint and what was wrong with newer ones.
  package struct Latest: Sendable {
    /// The newest checkpoint that agrees with its manifest, or nil.
    package let checkpoint: RunCheckpoint?
    /// One error for each newer folder that does not, newest first.
    package let damaged: [FileError]
  }

  /// Which checkpoints outlive newer ones.
  ///
  /// One that was not due, because a signal asked for it, lasts until the next one is there.
  package struct Retention: Sendable, Equatable {
    /// How many of the newest that were due are kept, at least 1.
    package var last = 3
    /// Whether the one with the best score is kept as well.
    package var best = false
    /// Steps of which every multiple is kept as well; 0 for none.
    package var every = 0
    /// How many steps back a scheduled checkpoint must be found from any step on: whatever a run that
    /// goes back so far can need is kept as well.
    package var reach = 0

    /// The three newest.
    package init() {}

    /// The `last` newest.
    package init(last: Int) { self.last = last }
  }

  /// The folder.
  package let path: String
  /// Which checkpoints are kept.
  package let retention: Retention
  package let operations: FileOperations

  static let replaced = ".replaced"

  /// A store in the folder `path`, which is created with the first checkpoint.
  package init(
    path: String, keep retention: Retention = Retention(), operations: FileOperations = .system
  ) {
    precondition(retention.last >= 1, "at least one checkpoint is kept, not \(retention.last)")
    self.path = path
    self.retention = retention
    self.operations = operations
  }

  /// A store that keeps the `keep` newest checkpoints.
  package init(path: String, keep: Int, operations: FileOperations = .system) {
    self.init(path: path, keep: Retention(last: keep), operations: operations)
  }

  /// Writes a checkpoint of `step`; a checkpoint of that step that exists is replaced.
  ///
  /// On an error older checkpoints are as they were and no temporary folder is left. Cost: the files
  /// are written once and read once; of older checkpoints the manifests are read.
  ///
  /// - Parameters:
  ///   - tokens: what was read up to the step, where that is known.
  ///   - score: the validation score of the step, lower is better; nil when it has none.
  ///   - isScheduled: whether a checkpoint is due at this step, so that a run may go back to it.
  package func save(
    step: Int, tokens: Int? = nil, score: Double? = nil, isScheduled: Bool = true, files: [File]
  ) throws(FileError) -> Saved {
    precondition(!files.isEmpty, "a checkpoint needs a file")
    let checkpoint = checkpoint(of: step)
    let temporary = TemporaryName.beside(checkpoint.path)
    try operations.makeFolder(path)
    do {
      try write(files, to: temporary) { entries in
        CheckpointManifest(
          step: step, tokens: tokens, score: score, isScheduled: isScheduled, files: entries,
          tensors: File.tensors(in: files.map { ($0.name, $0.tensors) }))
      }
      try moveAside(checkpoint)
      try putInPlace(temporary, checkpoint)
    } catch {
      // The first error is the one to report; a later save removes what this cannot.
      try? operations.remove(temporary)
      throw error
    }
    try checkpoint.verify(operations: operations)
    return Saved(checkpoint: checkpoint, warnings: prune(after: checkpoint))
  }

  /// The checkpoint folders, newest first, unchecked; none when the store does not exist yet.
  package func checkpoints() throws(FileError) -> [RunCheckpoint] {
    let names: [String]
    do throws(FileError) { names = try operations.list(path) } catch {
      guard error.code == ENOENT else { throw error }
      return []
    }
    return names.compactMap { name -> (RunCheckpoint, Bool)? in
      let isOld = name.hasSuffix(Self.replaced)
      let base = isOld ? String(name.dropLast(Self.replaced.count)) : name
      return Self.step(base).map { (RunCheckpoint(step: $0, path: path + "/" + name), isOld) }
    }
    .sorted { ($0.0.step, $1.1 ? 1 : 0) > ($1.0.step, $0.1 ? 1 : 0) }
    .map(\.0)
  }

  /// Removes checkpoints of steps after `step`: those of a future that a rewound run gives up.
  ///
  /// Returns those that could not be removed. The run meets them again: it takes the same steps.
  package func removeAll(after step: Int) throws(FileError) -> [FileError] {
    var left: [FileError] = []
    for checkpoint in try checkpoints() where checkpoint.step > step {
      do throws(FileError) { try operations.remove(checkpoint.path) } catch { left.append(error) }
    }
    return left
  }

  /// The place of the checkpoint of `step`.
  func checkpoint(of step: Int) -> RunCheckpoint {
    RunCheckpoint(step: step, path: path + "/" + Self.name(step))
  }

  /// Writes `files` and the manifest of all that `folder` then holds, `present` being there already.
  func write(
    _ files: [File], beside present: [String: CheckpointManifest.File] = [:], to folder: String,
    manifest: ([String: CheckpointManifest.File]) -> CheckpointManifest
  ) throws(FileError) {
    // Not the folders above it: where they are gone, the run was moved or removed.
    try operations.makeChild(folder)
    var entries = present
    for file in files {
      precondition(entries[file.name] == nil, "checkpoint file \(file.name) is given twice")
      entries[file.name] = try write(file, in: folder)
    }
    _ = try write(File(CheckpointManifest.self, manifest(entries).text), in: folder)
    try operations.syncFolder(folder)
  }

  private func write(_ file: File, in folder: String) throws(FileError) -> CheckpointManifest.File {
    let output = try DurableFile(
      path: folder + "/" + file.name, hashing: true, operations: operations)
    try file.write(output)
    let digest = try output.finish()
    return CheckpointManifest.File(bytes: output.byteCount, sha256: digest ?? "")
  }

  /// Frees the name of a checkpoint that is to be replaced; it stays readable under another name.
  ///
  /// That name is taken when an earlier replacement was interrupted: then one of the two goes, and
  /// it is never the last good one.
  func moveAside(_ checkpoint: RunCheckpoint) throws(FileError) {
    guard FileManager.default.fileExists(atPath: checkpoint.path) else { return }
    let aside = checkpoint.path + Self.replaced
    if FileManager.default.fileExists(atPath: aside) {
      do throws(FileError) { try checkpoint.verify(operations: operations) } catch {
        if error.isRefusal { throw error }
        return try operations.remove(checkpoint.path)
      }
      try operations.remove(aside)
    }
    try operations.rename(checkpoint.path, aside)
  }

  func putInPlace(
    _ temporary: String, _ checkpoint: RunCheckpoint
  ) throws(FileError) {
    do {
      try operations.rename(temporary, checkpoint.path)
    } catch {
      // Whether or not it succeeds, the old checkpoint is still found under its other name.
      let old = checkpoint.path + Self.replaced
      if FileManager.default.fileExists(atPath: old) {
        try? operations.rename(old, checkpoint.path)
      }
      throw error
    }
    try operations.syncFolder(path)
  }

  /// `step-00000120`.
  static func name(_ step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  private static func step(_ name: String) -> Int? {
    guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), step >= 0,
      self.name(step) == name
    else { return nil }
    return step
  }
}

extension CheckpointStore.File {
  /// The manifest itself, whose name no other file may have.
  fileprivate init(_: CheckpointManifest.Type, _ text: String) {
    name = CheckpointManifest.fileName
    tensors = [:]
    write = { file throws(FileError) in try file.append(text) }
  }

  /// The tensors that lie in `files`, each with its shards in the order of the files.
  static func tensors(
    in files: [(name: String, tensors: [String: CheckpointManifest.TensorEntry])]
  ) -> [String: CheckpointManifest.TensorEntry] {
    var all: [String: CheckpointManifest.TensorEntry] = [:]
    for file in files {
      for (name, more) in file.tensors {
        let before = all[name]
        precondition(
          before.map { ($0.type == more.type) && ($0.shape == more.shape) } ?? true,
          "\(file.name) holds \(name) in another type or shape than the files before it")
        all[name] = .init(
          type: more.type, shape: more.shape, shards: (before?.shards ?? []) + more.shards)
      }
    }
    return all
  }
}
