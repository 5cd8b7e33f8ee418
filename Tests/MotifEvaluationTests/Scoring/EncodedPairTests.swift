import Foundation
import MotifData
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Contexts and continuations in tokens equal those of lm-evaluation-harness.
@Suite struct EncodedPairTests {
  private struct Row: Decodable {
    var id: Int
    var context: String
    var continuation: String
    var context_ids: [Int32]
    var continuation_ids: [Int32]
  }

  private static func tokenizer() throws -> ByteLevelBPE {
    let folder = Fixtures.folder.appendingPathComponent("unicode_tokenizer/cl100k")
    return try TokenizerFile.load(folder.appendingPathComponent("tokenizer.json").path)
  }

  @Test func pairsEqualTheRecording() throws {
    let tokenizer = try Self.tokenizer()
    let prefix = try tokenizer.documentEnd(named: "<|endoftext|>")
    for row in try GoldenFile.rows("pairs.jsonl", as: Row.self) {
      let pair = EncodedPair(
        context: row.context, continuation: row.continuation, tokenizer: tokenizer,
        prefixToken: prefix)
      #expect(pair.context == row.context_ids, "row \(row.id)")
      #expect(pair.continuation == row.continuation_ids, "row \(row.id)")
    }
  }

  @Test func whiteSpaceMovesWhereverItComesFrom() throws {
    let tokenizer = try Self.tokenizer()
    for space in [" ", "\n", "\r\n", "\t", "\u{1C}", "\u{85}", "\u{2028}", " \u{3000} "] {
      let moved = EncodedPair(
        context: "one two" + space, continuation: "three", tokenizer: tokenizer, prefixToken: 0)
      let placed = EncodedPair(
        context: "one two", continuation: space + "three", tokenizer: tokenizer, prefixToken: 0)
      #expect(moved == placed, "\(space.debugDescription)")
      #expect(moved.context == tokenizer.encode("one two"))
    }
  }
}
