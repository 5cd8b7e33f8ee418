import Foundation
import MotifCore
import MotifTensor
import Testing

@testable import MotifData

/// Training depends on the text alone, takes near-linear time, and every text survives.
@Suite struct BPETrainerTests {
  private func train(
    _ texts: [String], size: Int, special: [String] = ["<|endoftext|>"]
  ) throws -> ByteLevelBPE {
    var config = BPETrainer.Config()
    config.vocabularySize = size
    config.specialTokens = special
    return try BPETrainer.train(config, on: texts.map { Document(text: $0, domain: "d") })
  }

  private func corpus(_ documents: Int) -> [String] {
    (0..<documents).map { SyntheticDomains.all[$0 % 5].document(index: $0, seed: 2).text }
  }

  @Test func theOrderOfDocumentsDoesNotMatter() throws {
    let texts = corpus(40)
    let merges = try train(texts, size: 400).merges
    #expect(merges.count == 143)
    #expect(try train(texts, size: 400).merges == merges)
    #expect(try train(texts.reversed(), size: 400).merges == merges)
  }

  @Test func smallVocabulariesAreRefusedInASentence() throws {
    let error = #expect(throws: DataError.self) { try train(["text"], size: 256) }
    let sentence =
      "a vocabulary of 256 tokens with 1 special tokens is too small: "
      + "256 bytes and at least one special token need 257"
    #expect(error == .invalid(sentence))
    #expect(try train(["text text"], size: 257).vocabularySize == 257)
  }

  @Test func randomTextsSurvive() throws {
    let tokenizer = try train(corpus(40), size: 500)
    var random = CounterRandom(seed: 1, name: "texts")
    for _ in 0..<200 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.integer(below: 60) {
        let limit = [0x80, 0x800, 0x1_0000, 0x11_0000][random.integer(below: 4)]
        if let scalar = Unicode.Scalar(UInt32(random.integer(below: limit))) { text.append(scalar) }
      }
      let string = String(text)
      #expect(tokenizer.decodeBytes(tokenizer.encode(string)) == Array(string.utf8))
      // Any bytes, repaired to UTF-8 as a reader would.
      let bytes = (0..<random.integer(below: 60)).map { _ in UInt8(random.integer(below: 256)) }
      let repaired = String(decoding: bytes, as: UTF8.self)
      #expect(tokenizer.decodeBytes(tokenizer.encode(repaired)) == Array(repaired.utf8))
      // Bytes as tokens decode to themselves even when they are not UTF-8.
      #expect(tokenizer.decodeBytes(bytes.map { Int32($0) }) == bytes)
    }
  }

  @Test func specialTokensInsideText() throws {
    let tokenizer = try train(corpus(10), size: 300, special: ["<|end|>", "<|pad|>"])
    let end = try #require(tokenizer.id(of: "<|end|>"))
    let pad = try #require(tokenizer.id(of: "<|pad|>"))
    #expect([end, pad] == [298, 299])
    let text = "<|end|>a<|pad|><|end|> <|end"
    let ids = tokenizer.encode(text)
    #expect(ids.filter { $0 >= 298 } == [end, pad, end])
    #expect(tokenizer.decode(ids) == text)
    #expect(tokenizer.decode(ids, skipSpecial: true) == "a <|end")
    let plain = tokenizer.encode(text, parsingSpecialTokens: false)
    #expect(plain.allSatisfy { $0 < 298 } && tokenizer.decode(plain) == text)
    let corpus = try TokenizedCorpus(
      domain: "d", documents: [Document(text: text, domain: "d"), Document(text: "", domain: "d")],
      tokenizer: tokenizer)
    #expect(Array(corpus.tokens) == plain + [end, end])
    #expect(corpus.documentEnds == [plain.count + 1, plain.count + 2])
    #expect(corpus.byteCount == text.utf8.count)
  }

  /// A scan for the best pair after every merge would take n²/4 steps.
  @Test func aGiantRunIsEncodedInLinearWork() throws {
    let counts = [1_000, 10_000, 100_000]
    let tokenizer = try train([String(repeating: "a", count: 1_000)], size: 300)
    for count in counts {
      let giant = [UInt8](repeating: UInt8(ascii: "a"), count: count)
      var merger = WordMerger()
      var ids: [Int32] = []
      giant.withUnsafeBufferPointer { merger.merge($0, with: tokenizer, into: &ids) }
      #expect(tokenizer.decodeBytes(ids) == giant)
      // n − 1 pairs at first; each of at most n − 1 merges offers two more.
      #expect(merger.queue.pushCount <= 3 * count && merger.queue.pushCount >= count - 1)
    }
  }

  @Test func aGiantRunIsLearntAndSurvives() throws {
    let giant = String(repeating: "a", count: 100_000)
    let tokenizer = try train([giant], size: 300)
    #expect(tokenizer.decodeBytes(tokenizer.encode(giant)).count == 100_000)
  }

  @Test func twiceTheTextTakesAboutTwiceTheWork() throws {
    // Distinct words, so that the table of words grows with the text.
    func work(_ words: Int) -> Int {
      var random = CounterRandom(seed: 3, name: "words")
      var table = WordTable()
      for _ in 0..<words {
        let word = (0..<7).map { _ in UInt8(97 + random.integer(below: 26)) }
        word.withUnsafeBufferPointer { _ = table.insert($0) }
      }
      var search = MergeSearch(words: table, counts: [Int](repeating: 1, count: table.count))
      for result in Int32(256)..<400 {
        guard let pair = search.popMostFrequent(minimumCount: 2) else { break }
        search.merge(pair.left, pair.right, into: result)
      }
      return search.queue.pushCount + search.visitCount
    }
    let (one, two) = (work(10_000), work(20_000))
    #expect(one >= 10_000 && two <= 5 * one / 2, "\(two) against \(one)")
    // Every pair is raised once, and a merge visits the places of its pair alone.
    #expect(two <= 10 * 20_000 * 7, "\(two)")
  }
}
