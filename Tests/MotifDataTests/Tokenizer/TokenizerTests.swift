import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct TokenizerTests {
  private func trained(
    _ text: String, size: Int, pre: PreTokenizer = .singleDigits
  ) throws -> ByteLevelBPE {
    var config = BPETrainer.Config()
    config.vocabularySize = size
    config.preTokenizer = pre
    return try BPETrainer.train(config, on: [Document(text: text, domain: "d")])
  }

  @Test func wordsFollowTheExpressions() {
    let text = "I'm 12345 o'Clock,  don'T\n\n x\u{3000} y  "
    #expect(
      PreTokenizer.digitGroups.words(in: text)
        == [
          "I", "'m", " ", "123", "45", " o", "'Clock", ",", " ", " don", "'T", "\n\n", " x",
          "\u{3000}", " y", "  ",
        ])
    #expect(PreTokenizer.singleDigits.words(in: "a12") == ["a", "1", "2"])
    #expect(PreTokenizer.gpt2.words(in: "a  12'S 's") == ["a", " ", " 12", "'", "S", " '", "s"])
    #expect(PreTokenizer.digitGroups.words(in: "x'ſa") == ["x", "'ſ", "a"])
    for expression in PreTokenizer.Expression.allCases {
      for digits in [nil, PreTokenizer.DigitCut.individually, .inRuns] {
        let words = PreTokenizer(expression, digits: digits).words(in: text)
        #expect(words.joined() == text && !words.contains(""))
      }
    }
  }

  @Test func theMostFrequentPairMergesFirstAndTiesGoToSmallerIds() throws {
    // In "abab cdcd" (words "abab" and " cdcd") ab and cd occur twice each.
    let tokenizer = try trained("abab cdcd", size: 259)
    #expect(tokenizer.merges.map { [$0.left, $0.right] } == [[97, 98], [99, 100]])
    #expect(tokenizer.vocabularySize == 259)
    #expect(tokenizer.id(of: "<|endoftext|>") == 258)
    #expect(tokenizer.encode("abcd") == [256, 257])
  }

  @Test(arguments: [
    (["<|pad|>", "<|endoftext|>"], 2, "<|endoftext|>"),
    (["<|begin_of_text|>", "<|end_of_text|>"], 2, "<|end_of_text|>"),
    (["<unk>", "<s>", "</s>"], 0, "</s>"), (["word", "<|stop|>"], 1, "<|stop|>"),
    (["<|a|>", "<|b|>"], 2, nil), ([], 0, nil),
  ])
  func theEndTokenIsFoundByItsName(names: [String], special: Int, expected: String?) throws {
    let bytes = (0..<256).map { ContiguousArray([UInt8($0)]) }
    let added = names.enumerated().map { index, name in
      AddedToken(
        id: Int32(256 + index), content: name, isSpecial: index >= names.count - special)
    }
    let tokenizer = ByteLevelBPE(
      tokens: bytes, merges: [], addedTokens: added, preTokenizer: .gpt2)
    #expect(tokenizer.endToken?.content == expected)
    let documents = [Document(text: "a", domain: "d")]
    if let expected {
      let corpus = try TokenizedCorpus(domain: "d", documents: documents, tokenizer: tokenizer)
      #expect(Array(corpus.tokens) == [97, try #require(tokenizer.id(of: expected))])
      #expect(tokenizer.stopTokens.contains(corpus.endToken))
    } else {
      let error = #expect(throws: DataError.self) {
        try TokenizedCorpus(domain: "d", documents: documents, tokenizer: tokenizer)
      }
      #expect("\(error!)".contains(names.first ?? "It has none"))
    }
    for name in names {
      let corpus = try TokenizedCorpus(
        domain: "d", documents: documents, tokenizer: tokenizer, endOfText: name)
      #expect(corpus.endToken == tokenizer.id(of: name))
    }
    #expect(throws: DataError.self) {
      try TokenizedCorpus(
        domain: "d", documents: documents, tokenizer: tokenizer, endOfText: "<|no|>")
    }
  }

  @Test func runsPairUpFromTheLeft() throws {
    let tokenizer = try trained("aaaaaaa aaaaaaa", size: 259)
    #expect(tokenizer.encode("aaaaa") == [257, 97])
    #expect(tokenizer.decode(tokenizer.encode("aaaaa")) == "aaaaa")
  }

  @Test func incrementalCountsEqualCountingAnew() throws {
    let text = (0..<30).map { SyntheticDomains.all[$0 % 5].document(index: $0, seed: 3).text }
      .joined()
    let tokenizer = try trained(text, size: 300)
    #expect(tokenizer.merges == Self.naiveMerges(text, count: tokenizer.merges.count))
    #expect(tokenizer.merges.count == 43)
  }

  /// Counts all pairs again before every merge.
  private static func naiveMerges(_ text: String, count: Int) -> [TokenMerge] {
    var tally: [String: Int] = [:]
    for word in PreTokenizer.singleDigits.words(in: text) { tally[word, default: 0] += 1 }
    var words = tally.map { ($0.key.utf8.map { Int32($0) }, $0.value) }
    return (0..<count).map { round in
      var pairs: [UInt64: Int] = [:]
      for (word, count) in words {
        for (left, right) in zip(word, word.dropFirst()) {
          pairs[TokenMerge.key(left, right), default: 0] += count
        }
      }
      let best = pairs.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
      let merge = TokenMerge(
        left: Int32(best >> 32), right: Int32(best & 0xFFFF_FFFF), result: Int32(256 + round))
      for index in words.indices { replace(merge, in: &words[index].0) }
      return merge
    }
  }

  private static func replace(_ merge: TokenMerge, in word: inout [Int32]) {
    var index = 0
    while index + 1 < word.count {
      if word[index] == merge.left, word[index + 1] == merge.right {
        word.replaceSubrange(index...(index + 1), with: [merge.result])
      }
      index += 1
    }
  }

  @Test func theQueueMergesLikeTheScan() throws {
    let text = (0..<20).map { SyntheticDomains.all[$0 % 5].document(index: $0, seed: 9).text }
      .joined()
    let tokenizer = try trained(text, size: 600)
    var scan = WordMerger(longestScan: .max)
    var queue = WordMerger(longestScan: 0)
    for piece in ["aaaaaaaaaaab", "a", "그림을", text] {
      var a: [Int32] = []
      var b: [Int32] = []
      let bytes = Array(piece.utf8.prefix(3000))
      bytes.withUnsafeBufferPointer {
        scan.merge($0, with: tokenizer, into: &a)
        queue.merge($0, with: tokenizer, into: &b)
      }
      #expect(a == b)
      #expect(tokenizer.decodeBytes(a) == bytes)
    }
  }

  @Test func giantWordsTakeNearLinearTime() throws {
    let clock = ContinuousClock()
    let giant = String(repeating: "a", count: 100_000)
    let elapsed = try clock.measure {
      let tokenizer = try trained(giant, size: 300)
      #expect(tokenizer.decode(tokenizer.encode(giant)) == giant)
    }
    #expect(elapsed < .seconds(3), "a quadratic method takes minutes")
  }

  @Test func addedTokensAreOptionalAndLongestFirst() throws {
    let tokenizer = ByteLevelBPE(
      tokens: (0...255).map { [UInt8($0)] }, merges: [],
      addedTokens: [
        AddedToken(id: 256, content: "<a>"), AddedToken(id: 257, content: "<a>b", isSpecial: false),
      ], preTokenizer: .gpt2)
    #expect(tokenizer.encode("x<a>b<a>") == [120, 257, 256])
    #expect(tokenizer.encode("<a>", parsingSpecialTokens: false) == [60, 97, 62])
    // The longer one is not special: it is part of the vocabulary in any text.
    #expect(tokenizer.encode("<a>b<a>", parsingSpecialTokens: false) == [257, 60, 97, 62])
    #expect(tokenizer.decode([257, 256, 120], skipSpecial: true) == "<a>bx")
  }

  @Test func impossibleVocabulariesAreRefused() {
    for (size, special) in [(256, ["<e>"]), (300, []), (300, ["a", "a"]), (257, ["a", "b"])] {
      var config = BPETrainer.Config()
      config.vocabularySize = size
      config.specialTokens = special
      #expect(throws: DataError.self) { try BPETrainer(config) }
    }
    #expect(throws: Never.self) { try trained("", size: 257) }
  }

  @Test func damagedFilesAreNamed() throws {
    let good = TokenizerFile.json(try trained("abab abab", size: 259))
    let path = temporaryPath("tokenizer.json")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let damages: [(String, String, String)] = [
      ("\"BPE\"", "\"Unigram\"", "model.type"), ("[\"a\", \"b\"]", "[\"a\"]", "merge 0"),
      ("\"vocab\"", "\"vocal\"", "vocab"), ("p{N}", "p{Q}", "expression"),
      ("\"a\": 97", "\"a\": 98", "taken"),
      ("\"a\": 97", "\"a\": 9223372036854775807", "9223372036854775807 is impossible"),
      ("\"a\": 97", "\"a\": 4194303", "4194303 is impossible"),
      ("\"id\": 258", "\"id\": 4194303", "the impossible id 4194303"),
      ("\"id\": 258", "\"id\": 257", "the id 257 of another token"),
      ("\"normalizer\": null", "\"normalizer\": {\"type\": \"NFKC\"}", "NFKC"),
    ]
    for (from, to, expected) in damages {
      let bad = good.replacingOccurrences(of: from, with: to)
      try #require(bad != good, "\(from) is not in the file")
      try bad.write(toFile: path, atomically: true, encoding: .utf8)
      let error = #expect(throws: FileError.self) { try TokenizerFile.load(path) }
      #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
      #expect(error?.path == path)
    }
    let stringMerges = good.replacingOccurrences(of: "[\"a\", \"b\"]", with: "\"a b\"")
    try stringMerges.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(
      try TokenizerFile.load(path).encode("abab") == trained("abab abab", size: 259).encode("abab"))
  }
}

/// A path of its own in the temporary folder.
func temporaryPath(_ name: String) -> String {
  TemporaryRoot.url.appendingPathComponent("\(UUID().uuidString)-\(name)").path
}
