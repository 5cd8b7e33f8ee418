internal import MotifCore
package import MotifDistributed

/// Checkpoints that all ranks of a run write side by side.
///
/// The files are those that one rank would write, so whoever reads them need not know how many there
/// were. Every rank writes the numbers of its slices where they belong.
extension CheckpointStore {
  /// Writes a checkpoint of `step` as ``save(step:tokens:score:isScheduled:files:)`` does, each rank of
  /// `communicator` what it holds of `shared`.
  ///
  /// Every rank calls it with the same names and shapes, and returns once the checkpoint is in its place
  /// and verified. When it fails on one rank it fails on all: that rank throws ``FileError``, the others
  /// one that names the rank, or ``CommunicatorError`` when a rank is gone. Older checkpoints are then
  /// as they were, and no temporary folder is left.
  ///
  /// What proves that the content is right: each rank reads its own numbers back and compares them with
  /// its memory. The hashes are of what the first rank reads after all have written, so that a later
  /// change is seen; these files are not read a third time. Cost: beside the writing, all ranks together
  /// read the files once and the first rank reads them a second time.
  ///
  /// - Parameters:
  ///   - tokens: what was read up to the step, where that is known.
  ///   - score: the validation score of the step, lower is better; nil when it has none.
  ///   - isScheduled: whether a checkpoint is due at this step, so that a run may go back to it.
  ///   - files: the other files, which the first rank writes; those of other ranks are not looked at.
  /// - Returns: What became of it on the first rank, nil on the others.
  package func save(
    step: Int, tokens: Int? = nil, score: Double? = nil, isScheduled: Bool = true,
    shared: [SharedFile], files: [File], over communicator: any Communicator
  ) throws -> Saved? {
    precondition(!shared.isEmpty, "ranks that share no file have nothing to save together")
    try Self.requireWhole(shared, communicator)
    let isFirst = communicator.rank == 0
    let checkpoint = checkpoint(of: step)
    // One folder for all: its name is the first rank's.
    let own = isFirst ? Array(TemporaryName.beside(Self.name(step)).utf8) : []
    let name = String(decoding: try communicator.allGather(own), as: UTF8.self)
    let temporary = path + "/" + name
    do {
      try communicator.together { () throws(FileError) in
        if isFirst { try prepare(temporary, for: shared) }
      }
      try communicator.together { () throws(FileError) in
        for file in shared { try file.writeParts(to: temporary, operations) }
      }
      let present = try communicator.together {
        () throws(FileError) -> [String: CheckpointManifest.File] in
        for file in shared { try file.compareParts(in: temporary, operations) }
        return isFirst ? try entries(of: shared, in: temporary) : [:]
      }
      return try communicator.together { () throws(FileError) -> Saved? in
        guard isFirst else { return nil }
        try write(files, beside: present, to: temporary) { all in
          var manifest = CheckpointManifest(
            step: step, tokens: tokens, score: score, isScheduled: isScheduled, files: all,
            tensors: File.tensors(
              in: shared.map { ($0.name, $0.entries) } + files.map { ($0.name, $0.tensors) }))
          manifest.mesh.ranks = communicator.size
          return manifest
        }
        try moveAside(checkpoint)
        try putInPlace(temporary, checkpoint)
        try checkpoint.verify(except: Set(present.keys), operations: operations)
        return Saved(checkpoint: checkpoint, warnings: prune(after: checkpoint))
      }
    } catch {
      // The first error is the one to report; a later save removes what this cannot.
      if isFirst { try? operations.remove(temporary) }
      throw error
    }
  }

  /// Requires that the writers hold as many elements of each tensor as there are.
  ///
  /// Cost: one number a tensor is exchanged.
  private static func requireWhole(
    _ shared: [SharedFile], _ communicator: any Communicator
  ) throws {
    let tensors = shared.flatMap(\.tensors)
    var counts = tensors.map { $0.isWriter ? $0.slice.elementCount : 0 }
    try communicator.allReduce(&counts, .sum)
    for (tensor, count) in zip(tensors, counts) {
      precondition(
        count == tensor.shape.count,
        "\(tensor.name) has the shape \(tensor.shape), its writers hold \(count) elements")
    }
  }

  /// Makes the folder and in it the files with their headers and sizes, without the numbers.
  private func prepare(_ folder: String, for shared: [SharedFile]) throws(FileError) {
    try operations.makeFolder(path)
    // Not the folders above it: where they are gone, the run was moved or removed.
    try operations.makeChild(folder)
    for file in shared {
      let path = folder + "/" + file.name
      let output = try DurableFile(path: path, operations: operations)
      try file.writer.writeHeader(into: output)
      try output.finish()
      // A size that the system does not allow is told before anything is written.
      try WritableFile(path, byteCount: file.writer.byteCount, operations: operations).finish()
    }
  }

  /// What the manifest says of the files, from what is read of them.
  private func entries(
    of shared: [SharedFile], in folder: String
  ) throws(FileError) -> [String: CheckpointManifest.File] {
    var entries: [String: CheckpointManifest.File] = [:]
    for file in shared {
      precondition(entries[file.name] == nil, "checkpoint file \(file.name) is given twice")
      let path = folder + "/" + file.name
      let (count, hash) = try operations.digest(of: path)
      guard count == file.writer.byteCount else {
        throw FileError(
          path: path, reason: "has \(count) bytes, expected \(file.writer.byteCount)")
      }
      entries[file.name] = .init(bytes: count, sha256: hash)
    }
    return entries
  }
}
