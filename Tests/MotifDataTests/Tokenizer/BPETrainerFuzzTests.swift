import MotifCore
import MotifTensor
import Testing

@testable import MotifData

/// On short words over two or three letters, where runs and ties are common, the incremental search
/// learns what counting all pairs anew before every merge learns.
@Suite struct BPETrainerFuzzTests {
  @Test(arguments: [2, 3]) func mergesEqualCountingAnew(letters: Int) throws {
    var random = CounterRandom(seed: 5, name: "words\(letters)")
    for _ in 0..<150 {
      let bytes = (0..<80).map { _ in
        random.integer(below: 12) == 0 ? 0x20 : UInt8(97 + random.integer(below: letters))
      }
      let text = String(decoding: bytes, as: UTF8.self)
      var config = BPETrainer.Config()
      config.vocabularySize = 257 + 30
      let tokenizer = try BPETrainer.train(config, on: [Document(text: text, domain: "d")])
      let expected = Self.recount(text, tokens: 286)
      #expect(tokenizer.merges == expected, "\(text)")
      #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    }
  }

  private static func recount(_ text: String, tokens target: Int) -> [TokenMerge] {
    var words = PreTokenizer.singleDigits.words(in: text).map { $0.utf8.map { Int32($0) } }
    var spelled = (0...255).map { [UInt8($0)] }
    var merges: [TokenMerge] = []
    while spelled.count < target {
      var counts: [UInt64: Int] = [:]
      for word in words {
        for (left, right) in zip(word, word.dropFirst()) {
          counts[TokenMerge.key(left, right), default: 0] += 1
        }
      }
      guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        best.value >= 2
      else { break }
      let (left, right) = (Int32(best.key >> 32), Int32(best.key & 0xFFFF_FFFF))
      let bytes = spelled[Int(left)] + spelled[Int(right)]
      let result = spelled.firstIndex(of: bytes) ?? spelled.count
      if result == spelled.count { spelled.append(bytes) }
      let merge = TokenMerge(left: left, right: right, result: Int32(result))
      if !merges.contains(merge) { merges.append(merge) }
      for index in words.indices { words[index] = replace(merge, in: words[index]) }
    }
    return merges
  }

  /// Greedy from the left.
  private static func replace(_ merge: TokenMerge, in word: [Int32]) -> [Int32] {
    var output: [Int32] = []
    var index = 0
    while index < word.count {
      let isPair =
        index + 1 < word.count && word[index] == merge.left && word[index + 1] == merge.right
      output.append(isPair ? merge.result : word[index])
      index += isPair ? 2 : 1
    }
    return output
  }
}
