import Foundation
import MotifData
import Testing

/// The loss that a generator leaves to chance, over the text that a validation counts.
@Suite struct GeneratorFloorTests {
  private static func documents(_ entries: [(String, Double?)]) -> [Document] {
    entries.map { text, bits in
      var document = Document(text: text, domain: "made")
      document.entropyBits = bits
      return document
    }
  }

  private static func bytewise(_ documents: [Document]) throws -> ByteLevelBPE {
    var config = BPETrainer.Config()
    config.vocabularySize = 257
    return try BPETrainer.train(config, on: documents)
  }

  /// Two of three documents begin with `a`, so that token says log₂ 3 − 1 bits and counts nowhere.
  @Test func leavesTheFirstTokenOut() throws {
    let documents = Self.documents([("abc", 3), ("acc", 3), ("bbbb", 2)])
    let tokenizer = try Self.bytewise(documents)
    let corpus = try TokenizedCorpus(domain: "made", documents: documents, tokenizer: tokenizer)
    func floor(_ tokens: Int) -> Double? {
      GeneratorFloor([corpus]).share(
        of: documents, in: corpus, tokens: tokens, tokenizer: tokenizer)?.bitsPerByte
    }
    let (a, b) = (3 + log2(2.0 / 3), 2 + log2(1.0 / 3))
    #expect(abs(try #require(floor(13)) - (2 * a + b) / 7) < 1e-12)
    // Documents that end later are not counted: of four, four and five tokens.
    for tokens in [8, 9, 12] {
      #expect(abs(try #require(floor(tokens)) - 2 * a / 4) < 1e-12, "\(tokens)")
    }
    for tokens in [4, 7] { #expect(abs(try #require(floor(tokens)) - a / 2) < 1e-12) }
    for tokens in [0, 1, 3] { #expect(floor(tokens) == nil) }
  }

  @Test func isUnknownWithoutInformation() throws {
    let documents = Self.documents([("abc", 3), ("acc", nil)])
    let tokenizer = try Self.bytewise(documents)
    let corpus = try TokenizedCorpus(domain: "made", documents: documents, tokenizer: tokenizer)
    let floor = GeneratorFloor([corpus]).share(
      of: documents, in: corpus, tokens: 100, tokenizer: tokenizer)
    #expect(floor == nil)
  }

  /// A byte of one bit each, all independent: what is left after the first is one bit a byte.
  @Test(arguments: [2, 3, 8, 33]) func ofFairBitsIsOneBitAByte(length: Int) throws {
    let texts = (0..<256).map { number in
      String((0..<length).map { (number >> ($0 % 8)) & 1 == 0 ? "x" : "y" })
    }
    let documents = Self.documents(texts.map { ($0, Double(length)) })
    let tokenizer = try Self.bytewise(documents)
    let corpora = try [documents.prefix(56), documents.suffix(200)].map {
      try TokenizedCorpus(domain: "made", documents: Array($0), tokenizer: tokenizer)
    }
    var all = GeneratorFloor.Share()
    for (corpus, part) in zip(corpora, [documents.prefix(56), documents.suffix(200)]) {
      let share = try #require(
        GeneratorFloor(corpora).share(
          of: Array(part), in: corpus, tokens: .max, tokenizer: tokenizer))
      all = all + share
    }
    #expect(abs(try #require(all.bitsPerByte) - 1) < 1e-12)
  }

  /// What an independent count over the quickstart's documents found.
  @Test(arguments: [
    ("stories", 0.146), ("korean", 0.267), ("arithmetic", 0.631), ("questions", 0.253),
    ("programs", 0.243),
  ])
  func isThatOfTheEmbeddedGenerators(name: String, expected: Double) throws {
    let all = try SyntheticDomains.all.map { domain in
      try CorpusSource.synthetic(domain: domain.name, documents: 1000, seed: 0)
        .documents(domain: domain.name)
    }
    var config = BPETrainer.Config()
    config.vocabularySize = 1024
    let tokenizer = try BPETrainer.train(config, on: all.flatMap { $0.prefix(150) })
    let documents = try #require(all.first { $0[0].domain == name })
    let corpus = try TokenizedCorpus(domain: name, documents: documents, tokenizer: tokenizer)
    let floor = try #require(
      GeneratorFloor([corpus]).share(
        of: documents, in: corpus, tokens: .max, tokenizer: tokenizer)?.bitsPerByte)
    #expect(abs(floor - expected) <= 0.02 * expected, "\(floor)")
    let whole = SyntheticDomains.entropyBitsPerByte(
      try SyntheticDomains.named(name), count: 1000, seed: 0)
    #expect(floor < whole)
  }
}
