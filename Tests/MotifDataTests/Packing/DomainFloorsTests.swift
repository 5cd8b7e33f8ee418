import Foundation
import MotifData
import Testing

/// The floors of the domains that a validation scores.
@Suite struct DomainFloorsTests {
  private static func documents(_ entries: [(String, Double?)]) -> [Document] {
    entries.map { text, bits in
      var document = Document(text: text, domain: "made")
      document.entropyBits = bits
      return document
    }
  }

  @Test func areThoseOfEachDomainThatHasAGenerator() throws {
    let made = Self.documents([("abc", 3), ("acc", 3), ("bbbb", 2)])
    let plain = Self.documents([("xyz", nil)])
    var config = BPETrainer.Config()
    config.vocabularySize = 257
    let tokenizer = try BPETrainer.train(config, on: made + plain)
    func corpus(_ domain: String, _ documents: [Document]) throws -> TokenizedCorpus {
      try TokenizedCorpus(domain: domain, documents: documents, tokenizer: tokenizer)
    }
    let train = try [corpus("made", made), corpus("plain", plain)]
    let held = try [
      corpus("plain", plain), corpus("made", Array(made.prefix(2))), corpus("unknown", plain),
    ]
    func floors(_ maximumTokens: Int) -> DomainFloors {
      DomainFloors(
        train: train, validation: held,
        generated: ["made": Array(made.prefix(2)), "unknown": plain, "unread": made],
        tokenizer: tokenizer, length: 4, maximumTokens: maximumTokens)
    }
    // Four of five documents begin with `a`, which says log₂ 5 − 2 bits and counts nowhere.
    let a = 3 + log2(4.0 / 5)
    for maximumTokens in [4, 8, 100] {
      let found = floors(maximumTokens).bitsPerByte
      #expect(found.map(\.domain) == ["made"])
      #expect(abs(try #require(found.first?.value) - a / 2) < 1e-12, "\(maximumTokens)")
    }
    for name in ["plain", "unknown", "unread", "elsewhere"] {
      #expect(floors(100)[name] == nil, "\(name)")
    }
  }
}
