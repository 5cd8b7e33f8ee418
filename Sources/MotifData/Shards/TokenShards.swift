package import MotifCore

/// All token shards of a source: a folder that `motif-train tokenize` or a run has written.
package struct TokenShards: Sendable {
  let folder: String
  let shards: [TokenShard]

  /// Opens the shards in `folder`; throws ``FileError`` when there is none, one is missing or damaged,
  /// or they do not belong together.
  ///
  /// Cost: every byte is read once, by as many `threads`.
  package init(_ folder: String, threads: Int) throws(FileError) {
    try self.init(folder, opened: [], threads: threads)
  }

  /// Opens the shards in `folder` that come behind those that are `opened`.
  init(_ folder: String, opened: [TokenShard], threads: Int) throws(FileError) {
    self.folder = folder
    let names = try FileOperations.system.list(folder).filter { $0.hasSuffix(".shard") }
    guard !names.isEmpty else {
      throw FileError(
        path: folder,
        reason: "holds no token shard; motif-train tokenize writes a folder of them for each source"
      )
    }
    var found = opened
    var rest = names.indices.dropFirst(opened.count)
    try OrderedWork.run(threads: min(threads, rest.count)) {
      { (number: Int) in
        Result { () throws(FileError) in
          let path = "\(folder)/\(ShardMaker.name(number))"
          guard names.contains(ShardMaker.name(number)) else {
            throw FileError(path: path, reason: "is missing among the \(names.count) shards")
          }
          return try TokenShard(path)
        }
      }
    } next: { () throws(FileError) in
      rest.popFirst()
    } consume: { shard throws(FileError) in
      found.append(try shard.get())
    }
    shards = found
    try check()
  }

  private func check() throws(FileError) {
    for (number, shard) in shards.enumerated() {
      let (own, first) = (shard.provenance, shards[0].provenance)
      guard own.number == number, own.recipe == first.recipe, shard.header == shards[0].header,
        number == 0 || shards[number - 1].provenance.end == own.start
      else {
        throw FileError(
          path: shard.path, reason: "does not belong to the shards before it in the folder")
      }
      guard own.isLast == (number == shards.count - 1) else {
        throw FileError(
          path: own.isLast ? shard.path : folder,
          reason: own.isLast
            ? "is the last shard of its source, but others follow"
            : "is unfinished: the text goes on after shard \(number); run motif-train tokenize again"
        )
      }
    }
  }

  /// Documents of all shards.
  package var documentCount: Int { shards.reduce(0) { $0 + $1.entries.count } }

  /// Tokens of all shards.
  package var tokenCount: Int { shards.reduce(0) { $0 + $1.tokenCount } }

  /// Bytes of the documents' texts.
  package var textBytes: Int {
    shards.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.textBytes } }
  }

  /// How many shards there are.
  package var count: Int { shards.count }

  /// Rows that gave no document.
  package var passedOver: PassedRows {
    shards.reduce(into: PassedRows()) { $0.add($1.provenance.passedOver) }
  }

  /// Throws ``FileError`` when the tokens are not those of `tokenizer`, or end with another token than
  /// `endToken`.
  package func require(_ tokenizer: ByteLevelBPE, endToken: Int32) throws(FileError) {
    let header = shards[0].header
    guard header.tokenizer == TokenizerFile.sha256(tokenizer) else {
      throw FileError(
        path: shards[0].path,
        reason:
          "was made with another tokenizer, of \(header.vocabularySize) tokens; this run's has "
          + "\(tokenizer.vocabularySize): set tokenizer.path to the tokenizer.json that the shards "
          + "were made with, or tokenize the text again")
    }
    guard header.endToken == endToken else {
      throw FileError(
        path: shards[0].path,
        reason: "ends its documents with the token \(header.endToken), this run with \(endToken); "
          + "change tokenizer.endOfText, or tokenize the text again")
    }
  }

  /// The tokens of document `index`, counted over all shards.
  package func document(_ index: Int) throws(FileError) -> [Int32] {
    precondition(index >= 0 && index < documentCount, "there is no document \(index)")
    var index = index
    for shard in shards {
      if index < shard.entries.count { return try shard.piece.tokens(shard.range(of: index)) }
      index -= shard.entries.count
    }
    return []
  }
}
