internal import MotifCore

/// The shards of a source that are not there yet, being written one after the other.
struct ShardWriting {
  private let maker: ShardMaker
  private let recipe: ShardRecipe
  private let recipeHash: String
  private var chunks: SourceChunks
  private var number: Int
  private var writer: TokenShardWriter?
  /// Where the text of the present shard begins, and that of what comes behind it.
  private var start, end: SourcePlace

  /// The shards of `maker` from `number` on, after the one that `last` tells of.
  init(_ maker: ShardMaker, _ recipe: ShardRecipe, after last: ShardProvenance?, number: Int) {
    self.maker = maker
    self.recipe = recipe
    self.number = number
    recipeHash = recipe.sha256
    let place = last?.end ?? SourcePlace()
    chunks = SourceChunks(
      recipe.files.map(\.path), split: maker.format.split, size: maker.chunkBytes, from: place)
    (start, end) = (place, place)
  }

  /// Writes them to the last.
  mutating func run(
    _ state: inout ShardMaker.Progress, _ progress: (ShardMaker.Progress) -> Void
  ) throws(FileError) {
    let (format, header, seed) = (maker.format, maker.header, maker.hashSeed)
    let tokenizer = maker.tokenizer
    try OrderedWork.run(threads: maker.threads) {
      var encoder = ByteLevelBPE.Encoder(tokenizer)
      return { (chunk: SourceChunk) in
        Result { () throws(FileError) in
          try TokenizedChunk(chunk, format, header, hashSeed: seed, encoder: &encoder)
        }
      }
    } next: { () throws(FileError) in
      try chunks.next()
    } consume: { result throws(FileError) in
      let chunk = try result.get()
      try add(chunk)
      state.bytesRead = chunks.bytesRead
      state.documents += chunk.entries.count
      state.tokens += chunk.tokenCount
      progress(state)
    }
    if writer == nil { try begin() }
    try finish(isLast: true)
  }

  private mutating func add(_ chunk: TokenizedChunk) throws(FileError) {
    // Not before it is known that more comes: the last shard says that it is the last.
    if let writer, writer.sourceBytes >= maker.shardBytes { try finish(isLast: false) }
    if writer == nil { try begin() }
    try writer?.append(chunk)
    end = chunk.end
  }

  private mutating func begin() throws(FileError) {
    writer = try TokenShardWriter(
      ShardMaker.name(number), in: maker.folder, maker.header, operations: maker.operations)
    start = end
  }

  private mutating func finish(isLast: Bool) throws(FileError) {
    let last = min(end.offset == 0 && end.line == 1 ? end.file : end.file + 1, recipe.files.count)
    try writer?.finish(
      ShardProvenance(
        recipe: recipeHash, settings: recipe.settings,
        files: Array(recipe.files[min(start.file, last)..<last]), number: number, start: start,
        end: end, isLast: isLast, passedOver: writer?.passedOver ?? PassedRows(),
        hashSeed: recipe.hashSeed))
    writer = nil
    number += 1
  }
}
