import Foundation
import MotifCore
import Testing

@testable import MotifData

/// Shards are read by offset as if they were in memory, and damage is refused by name.
@Suite struct TokenShardsTests {
  private func shards(_ rows: Int = 400) throws -> (ShardPlace, TokenShards) {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", rows)
    return (place, try place.maker("rows.jsonl").make())
  }

  @Test func aCorpusOfShardsIsTheCorpusOfTheText() throws {
    let (place, shards) = try shards()
    let documents = try place.documents("rows.jsonl")
    for (fraction, seed) in [(0.0, 3), (0.2, 3), (0.5, 3)] as [(Double, UInt64)] {
      let split = TrainValidationSplit(validationFraction: fraction, seed: seed)
      let text = try split.apply(to: documents)
      let stored = try shards.corpora(domain: "d", split)
      for (part, corpus) in [(text.train, stored.train), (text.validation, stored.validation)] {
        guard !part.isEmpty else {
          #expect(corpus == nil)
          continue
        }
        let memory = try TokenizedCorpus(domain: "d", documents: part, tokenizer: place.tokenizer)
        #expect(corpus == memory && corpus?.hash == memory.hash)
        #expect(corpus?.byteCount == memory.byteCount)
      }
    }
  }

  @Test func packersReadBothAlike() throws {
    let (place, shards) = try shards()
    let split = TrainValidationSplit(validationFraction: 0.1, seed: 3)
    let stored = try #require(try shards.corpora(domain: "d", split).train)
    let memory = try TokenizedCorpus(
      domain: "d", documents: split.apply(to: place.documents("rows.jsonl")).train,
      tokenizer: place.tokenizer)
    var packers = [Packer(stored, seed: 5), Packer(memory, seed: 5)]
    for _ in 0..<700 {
      let rows = packers.indices.map { index in
        var batch = PackedBatch(rows: 1, length: 97, padding: 0)
        packers[index].fill(&batch, row: 0)
        return batch
      }
      #expect(rows[0].inputs == rows[1].inputs && rows[0].labels == rows[1].labels)
    }
    #expect(packers[0].state.epoch > 1 && packers[0].state == packers[1].state)
    #expect(stored.tokens.failure == nil)
  }

  @Test func anotherSeedGivesAnotherSplit() throws {
    let (_, shards) = try shards(1000)
    func held(_ seed: UInt64) throws -> Int {
      try shards.corpora(domain: "d", .init(validationFraction: 0.3, seed: seed)).validation?
        .documentCount ?? 0
    }
    let counts = try (0..<6).map { try held($0) }
    #expect(Set(counts).count > 2)
    #expect(counts.allSatisfy { (230...370).contains($0) })
  }

  @Test func anyOrderOfReadingGivesTheSameTokens() throws {
    let (_, shards) = try shards()
    let tokens = try #require(
      try shards.corpora(domain: "d", .init(validationFraction: 0.4, seed: 1)).train
    ).tokens
    let all = Array(tokens)
    var random = CounterRandom(seed: 1, name: "reading")
    for _ in 0..<2000 {
      let index = random.integer(below: all.count)
      #expect(tokens[index] == all[index])
    }
    #expect(Array(tokens.reversed()) == all.reversed())
  }

  @Test func everyFlippedByteIsFound() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 12)
    let shards = try place.maker("rows.jsonl").make()
    let path = shards.shards[0].path
    let whole = try Data(contentsOf: URL(filePath: path))
    for index in 0..<whole.count {
      var damaged = whole
      damaged[index] ^= UInt8(1 << (index % 8))
      try damaged.write(to: URL(filePath: path))
      let error = #expect(throws: FileError.self, "byte \(index)") { try TokenShard(path) }
      #expect(error?.path == path)
    }
    for count in stride(from: 0, to: whole.count, by: 3) {
      try whole.prefix(count).write(to: URL(filePath: path))
      #expect(throws: FileError.self, "\(count)") { try TokenShard(path) }
    }
    try (whole + [0]).write(to: URL(filePath: path))
    #expect(throws: FileError.self) { try TokenShard(path) }
  }

  @Test func foldersThatAreNotWholeAreRefused() throws {
    let (place, shards) = try shards()
    let names = (0..<shards.count).map { "\(place.path)/out/\(ShardMaker.name($0))" }
    func reason() -> String {
      do {
        _ = try TokenShards(place.path + "/out", threads: 2)
        return ""
      } catch { return "\(error)" }
    }
    #expect(reason() == "")
    let manager = FileManager.default
    let aside = place.path + "/aside"
    try manager.moveItem(atPath: names[names.count - 1], toPath: aside)
    #expect(reason().contains("/out: is unfinished: the text goes on after shard"))
    try manager.moveItem(atPath: aside, toPath: names[names.count - 1])
    try manager.moveItem(atPath: names[1], toPath: aside)
    #expect(reason().contains("\(ShardMaker.name(1)): is missing among the \(names.count - 1)"))
    try manager.copyItem(atPath: names[0], toPath: names[1])
    #expect(reason().contains("\(ShardMaker.name(1)): does not belong to the shards before it"))
    try manager.removeItem(atPath: names[1])
    try manager.moveItem(atPath: aside, toPath: names[1])
    try manager.createDirectory(atPath: place.path + "/none", withIntermediateDirectories: true)
    let none = #expect(throws: FileError.self) { try TokenShards(place.path + "/none", threads: 1) }
    #expect(none?.reason.hasPrefix("holds no token shard") == true)
    #expect(throws: FileError.self) { try TokenShards(place.path + "/nowhere", threads: 1) }
  }

  @Test func anotherTokenizerIsRefused() throws {
    let (place, shards) = try shards()
    let end = try place.tokenizer.documentEnd(named: nil)
    try shards.require(place.tokenizer, endToken: end)
    let other = try ShardPlace(vocabularySize: 310).tokenizer
    let error = #expect(throws: FileError.self) { try shards.require(other, endToken: end) }
    #expect(error?.reason.contains("another tokenizer, of 300 tokens; this run's has 310") == true)
    let ends = #expect(throws: FileError.self) { try shards.require(place.tokenizer, endToken: 7) }
    #expect(ends?.reason.contains("tokenizer.endOfText") == true)
  }

  @Test func tokensBeyondTheVocabularyAreRefused() throws {
    let place = try ShardPlace()
    try Data("é ab ab\n".utf8).write(to: URL(filePath: place.path + "/a.txt"))
    let whole = try place.maker("a.txt", .text(.lines)).make().shards[0]
    // The same shard, rightly signed, of a vocabulary that has half as many tokens.
    let bytes = whole.header.bytes.enumerated().map { $0 == 16 ? 150 : $0 == 17 ? 0 : $1 }
    let small = try TokenShardHeader(
      bytes.enumerated().map { $0 == 24 ? 100 : $0 == 25 ? 0 : $1 }, path: "a")
    try FileOperations.system.makeFolder(place.path + "/small")
    let writer = try TokenShardWriter(
      ShardMaker.name(0), in: place.path + "/small", small, operations: .system)
    var source = SourceChunks([place.path + "/a.txt"], split: .lines)
    var encoder = ByteLevelBPE.Encoder(place.tokenizer)
    let chunk = try #require(try source.next())
    try writer.append(
      TokenizedChunk(chunk, .text(.lines), small, hashSeed: 3, encoder: &encoder))
    try writer.finish(whole.provenance)
    let error = #expect(throws: FileError.self) {
      try TokenShards(place.path + "/small", threads: 1)
    }
    #expect(error?.reason.contains("but its vocabulary has 150") == true)
  }

  @Test func aFileThatBecomesShorterIsTold() throws {
    let (place, shards) = try shards()
    defer { withExtendedLifetime(place) {} }
    let tokens = try #require(
      try shards.corpora(domain: "d", .init(validationFraction: 0, seed: 3)).train
    ).tokens
    let corpus = try #require(
      try shards.corpora(domain: "d", .init(validationFraction: 0, seed: 3)).train)
    try TokenizedCorpus.requireRead([corpus])
    #expect(truncate(shards.shards[0].path, 200) == 0)
    #expect(tokens[tokens.count / 2] >= 0 && tokens.failure == nil)
    #expect(tokens[2000] == 0)
    #expect(tokens.failure?.reason.contains("it was cut off") == true)
    _ = corpus.tokens[2000]
    #expect(throws: FileError.self) { try TokenizedCorpus.requireRead([corpus]) }
  }
}
