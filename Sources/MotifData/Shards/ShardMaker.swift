package import MotifCore

/// Turns the files of a source into token shards in a folder, on several threads.
///
/// The bytes of the shards depend on the files, the format and the tokenizer, not on the number of
/// threads. Shards that are there and whole are kept, so a call that was killed is continued by the
/// next one. Memory is bounded: a few chunks for each thread, and 24 bytes a document of a shard.
package struct ShardMaker {
  /// How far it is.
  package struct Progress: Sendable, Equatable {
    /// Bytes of the files read so far, as they lie on the disk.
    package var bytesRead = 0
    /// Bytes of all files.
    package var byteCount = 0
    /// Documents and tokens of all shards so far, those kept from before among them.
    package var documents = 0, tokens = 0
  }

  let path: String
  let format: DocumentFormat
  let tokenizer: ByteLevelBPE
  let header: TokenShardHeader
  let folder: String
  let hashSeed: UInt64
  let threads: Int
  /// Sizes of a chunk and of a shard, in bytes of text.
  var chunkBytes = 1 << 20
  var shardBytes = 1 << 26
  var operations = FileOperations.system

  /// Shards in `folder` of what `path` stands for, read as `format` says.
  ///
  /// Throws ``DataError`` when the tokenizer has no token to end documents with.
  ///
  /// - Parameters:
  ///   - endOfText: the added token that ends documents; nil takes the tokenizer's usual one.
  ///   - hashSeed: the seed of the hashes by which documents are held out.
  package init(
    _ path: String, _ format: DocumentFormat, _ tokenizer: ByteLevelBPE, endOfText: String?,
    folder: String, hashSeed: UInt64, threads: Int
  ) throws(DataError) {
    self.path = path
    self.format = format
    self.tokenizer = tokenizer
    header = TokenShardHeader(tokenizer, endToken: try tokenizer.documentEnd(named: endOfText))
    self.folder = folder
    self.hashSeed = hashSeed
    self.threads = threads
  }

  /// Makes what is missing of the shards and returns all of them, open.
  ///
  /// Throws ``FileError`` for a file or row that cannot be read, a folder that cannot be written, is
  /// being written by another process or holds shards of something else.
  package func make(progress: (Progress) -> Void = { _ in }) throws(FileError) -> TokenShards {
    let recipe = try recipe(format.files(of: path))
    // Whole ones are only read, so several processes may open them at once.
    if let shards = whole(recipe) { return try opened(shards) }
    try operations.makeFolder(folder)
    let lock = try ProcessLock(
      file: folder + "/.lock", holding: folder, verb: "written", removesFile: true)
    defer { lock.release() }
    operations.sweep(folder, evenOwn: true)
    let kept = try keptShards(recipe)
    var state = Progress()
    state.byteCount = recipe.files.reduce(0) { $0 + $1.byteCount }
    for shard in kept {
      state.documents += shard.entries.count
      state.tokens += shard.tokenCount
    }
    progress(state)
    if kept.last?.provenance.isLast != true {
      var writing = ShardWriting(self, recipe, after: kept.last?.provenance, number: kept.count)
      try writing.run(&state, progress)
    }
    return try opened(kept)
  }

  private func opened(_ whole: [TokenShard]) throws(FileError) -> TokenShards {
    let shards = try TokenShards(folder, opened: whole, threads: threads)
    guard shards.documentCount > 0 else {
      throw format.emptySentence(path, shards.passedOver)
    }
    return shards
  }

  /// The name of shard `number`.
  static func name(_ number: Int) -> String {
    let digits = String(number)
    return "tokens-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".shard"
  }

  private func recipe(_ files: [String]) throws(FileError) -> ShardRecipe {
    var found: [ShardRecipe.File] = []
    var next = files[...]
    try OrderedWork.run(threads: min(threads, files.count)) {
      { (file: String) in
        Result { () throws(FileError) in
          let digest = try FileOperations.system.digest(of: file)
          return ShardRecipe.File(path: file, byteCount: digest.byteCount, sha256: digest.sha256)
        }
      }
    } next: { () throws(FileError) in
      next.popFirst()
    } consume: { file throws(FileError) in
      found.append(try file.get())
    }
    return ShardRecipe(
      version: TokenShardHeader.version, settings: format.settings, files: found,
      tokenizer: header.tokenizer, endToken: header.endToken, hashSeed: hashSeed,
      chunkBytes: chunkBytes, shardBytes: shardBytes)
  }

  /// All shards of `recipe`, where none is missing or damaged; nil else.
  private func whole(_ recipe: ShardRecipe) -> [TokenShard]? {
    var found: [TokenShard] = []
    while true {
      guard let shard = try? TokenShard("\(folder)/\(Self.name(found.count))"),
        shard.provenance.recipe == recipe.sha256
      else { return nil }
      found.append(shard)
      if shard.provenance.isLast { return found }
    }
  }

  /// The shards of `recipe` that are in the folder and whole, up to the first that is not.
  private func keptShards(_ recipe: ShardRecipe) throws(FileError) -> [TokenShard] {
    var kept: [TokenShard] = []
    while true {
      let path = "\(folder)/\(Self.name(kept.count))"
      guard FilePattern(path).leadsSomewhere else { return kept }
      guard let shard = try? TokenShard(path) else {
        // Damaged: made once more.
        try operations.remove(path)
        return kept
      }
      guard shard.provenance.recipe == recipe.sha256 else {
        throw FileError(
          path: path,
          reason: "was made of other files, with another tokenizer or with other settings "
            + "(\(shard.provenance.settings)); remove the folder, or take another one")
      }
      kept.append(shard)
      if shard.provenance.isLast { return kept }
    }
  }
}
