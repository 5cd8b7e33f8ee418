package import MotifCore

extension TokenShards {
  /// The documents to train on and those held out, as corpora that are read from the shards; nil for a
  /// side without documents.
  ///
  /// Under the seed that the shards were made with, a document is held out when its text would be;
  /// under another one by a hash of that hash.
  ///
  /// Cost: every token is read once; 16 bytes a document stay in memory.
  package func corpora(
    domain: String, _ split: TrainValidationSplit
  ) throws(FileError) -> (train: TokenizedCorpus?, validation: TokenizedCorpus?) {
    var sides = [Side(), Side()]
    var base = 0
    for shard in shards {
      var held: [Bool] = []
      for (index, entry) in shard.entries.enumerated() {
        let isHeld = split.isValidation(hash: entry.hash, seed: shard.provenance.hashSeed)
        held.append(isHeld)
        let range = shard.range(of: index)
        sides[isHeld ? 1 : 0].add(base + range.lowerBound, count: range.count, entry.textBytes)
      }
      try Self.hash(shard, held, into: &sides)
      base += shard.tokenCount
    }
    let pieces = shards.map(\.piece)
    let corpora = sides.map { $0.corpus(domain, pieces, shards[0].header.endToken) }
    return (corpora[0], corpora[1])
  }

  /// Adds the tokens of `shard` to the hash of the side that each document is `held` on.
  private static func hash(
    _ shard: TokenShard, _ held: [Bool], into sides: inout [Side]
  ) throws(FileError) {
    let step = 1 << 16
    var document = 0
    for start in stride(from: 0, to: shard.tokenCount, by: step) {
      let tokens = try shard.piece.tokens(start..<min(shard.tokenCount, start + step))
      var place = 0
      while place < tokens.count {
        let end = min(shard.entries[document].end - start, tokens.count)
        sides[held[document] ? 1 : 0].hash(tokens[place..<end])
        place = end
        if start + place == shard.entries[document].end { document += 1 }
      }
    }
  }

  /// Some of the documents.
  private struct Side {
    private var starts: [Int] = []
    private var ends: [Int] = []
    private var byteCount = 0
    private var hash = FNV1a()

    mutating func add(_ start: Int, count: Int, _ textBytes: Int) {
      starts.append(start)
      ends.append((ends.last ?? 0) + count)
      byteCount += textBytes
    }

    mutating func hash(_ tokens: ArraySlice<Int32>) {
      for token in tokens { hash.add(UInt64(UInt32(bitPattern: token))) }
    }

    func corpus(
      _ domain: String, _ pieces: [StoredTokens.Piece], _ endToken: Int32
    ) -> TokenizedCorpus? {
      guard !ends.isEmpty else { return nil }
      return TokenizedCorpus(
        domain: domain, tokens: TokenSequence(StoredTokens(pieces, starts: starts, ends: ends)),
        documentEnds: ends, byteCount: byteCount, endToken: endToken, hash: hash.value)
    }
  }
}
