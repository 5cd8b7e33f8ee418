import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// Rows become samples; what is too long, cut or without anything to learn is counted.
@Suite struct SampleReadingTests {
  private func read(
    _ lines: [String], limit: Int, _ policy: OverlongPolicy = .drop, onBadRow: BadRowPolicy = .stop
  ) throws -> SampleReading {
    let file = try TemporaryFile(lines.joined(separator: "\n"))
    var source = ConversationFile(file.path)
    source.onBadRow = onBadRow
    let tokenizer = try ChatGolden.tokenizer()
    var encoder = try ConversationEncoder(.motif, tokenizer)
    var options = SampleReading.Options(limit: limit)
    options.overlong = policy
    let padding = try #require(tokenizer.id(of: "<|endoftext|>"))
    return try SampleReading(
      source, domain: "d", encoder: &encoder, padding: padding, options)
  }

  private func pair(_ prompt: String, _ completion: String) -> String {
    "{\"prompt\": \(JSONNode.quoted(prompt)), \"completion\": \(JSONNode.quoted(completion))}"
  }

  @Test func policiesAreCounted() throws {
    let digits = String(repeating: "7", count: 30)
    let lines = [pair("a", "1"), pair("b", digits), pair(digits, "1"), pair("c", "2")]
    let dropped = try read(lines, limit: 20)
    #expect(dropped.samples.count == 2 && dropped.counts.count(.tooLong) == 2)
    #expect(dropped.counts.taken == 2 && dropped.counts.truncationRate == 0)

    let cut = try read(lines, limit: 20, .cut)
    #expect(cut.samples.count == 3 && cut.counts.cut == 1)
    // The long prompt leaves nothing to train among the first 20.
    #expect(cut.counts.count(.nothingToTrain) == 1)
    let whole = try read(lines, limit: 1000)
    #expect(whole.samples.count == 4 && cut.samples.lengths == [9, 20, 9])
    #expect(cut.counts.tokensLost == whole.samples.lengths[1] - 20)
    // A sample that was cut does not end as if it were complete.
    let end = try #require(try ChatGolden.tokenizer().id(of: "<|endofturn|>"))
    for index in 0..<cut.samples.count {
      let last = cut.samples.tokens[cut.samples.range(of: index)].last
      #expect((last == end) == (cut.samples.lengths[index] < 20))
    }

    let split = try read(lines, limit: 20, .split)
    #expect(split.counts.split == 2 && split.samples.count == 5)
    #expect(split.samples.lengths.allSatisfy { $0 <= 20 })
    #expect(
      split.counts.tokensLost + split.samples.tokens.count == whole.samples.tokens.count)
  }

  @Test func nothingToTrainIsAnError() throws {
    let line = #"{"messages": [{"role": "user", "content": "q"}]}"#
    #expect {
      try read([line, line], limit: 100)
    } throws: { error in
      "\(error)".contains("holds no conversation to train on: 0 of 2 rows; 2 samples without")
    }
    let mixed = try read([line, pair("a", "b")], limit: 100)
    #expect(mixed.samples.count == 1 && mixed.counts.count(.nothingToTrain) == 1)
    #expect(throws: DataError.self) { try read([], limit: 100) }
  }

  @Test func rowsOfTokensAreCheckedAgainstTheVocabulary() throws {
    let lines = [
      #"{"input_ids": [1, 2, 3], "labels": [-100, -100, 3]}"#,
      #"{"input_ids": [4, 5], "assistant_masks": [0, 1]}"#, #"{"input_ids": [6, 713, 700000]}"#,
      #"{"input_ids": [-1, 3]}"#,
    ]
    #expect {
      try read(lines, limit: 10)
    } throws: { "\($0)".hasSuffix(":3: input_ids[2] is 700000, expected 0 ..< 714") }
    let found = try read(lines, limit: 10, onBadRow: .skip)
    #expect(found.samples.tokens == [1, 2, 3, 4, 5] && found.samples.ends == [3, 5])
    #expect(found.samples.isTrained == [false, false, true, false, true])
    #expect(found.counts.count(.impossibleTokens) == 2)
  }

  @Test func paddingIsNotTheEndOfATurn() throws {
    let file = try TemporaryFile(pair("a", "b"))
    let tokenizer = try ChatGolden.tokenizer()
    var encoder = try ConversationEncoder(.motif, tokenizer)
    let end = try #require(encoder.endOfTurn)
    #expect(throws: DataError.self) {
      try SampleReading(
        ConversationFile(file.path), domain: "d", encoder: &encoder, padding: end,
        SampleReading.Options(limit: 10))
    }
  }

  /// Random bytes and damaged lines are refused or read, and never trap.
  @Test func damagedFilesNeverTrap() throws {
    var random = CounterRandom(seed: 11, name: "conversations")
    let seeds = [
      pair("a <think>", "b"), #"{"input_ids": [1, 2, 3], "labels": [-100, 2, 3]}"#,
      #"{"messages": [{"role": "user", "content": [{"text": "\u00e9\ud83d"}]}, {"role": "assistant", "content": null, "reasoning": "r", "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1e9}}}]}]}"#,
      #"{"conversations": [{"from": "human", "value": "w"}, {"from": "gpt", "value": "<think>c</think>"}]}"#,
      ChatTemplate.motif.json,
    ]
    for round in 0..<600 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0...random.integer(below: 6) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 4) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[random.integer(below: bytes.count)], at: place)
        default: bytes.replaceSubrange(place..., with: bytes[(bytes.count - 1 - place)...])
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      let file = try TemporaryFile(bytes)
      _ = try? ChatTemplate.load(file.path)
      for policy in BadRowPolicy.allCases {
        var source = ConversationFile(file.path)
        source.onBadRow = policy
        source.splitsReasoning = round % 2 == 0
        _ = try? source.conversations()
        _ = try? read([String(decoding: bytes, as: UTF8.self)], limit: 8, .split, onBadRow: policy)
      }
    }
  }
}
