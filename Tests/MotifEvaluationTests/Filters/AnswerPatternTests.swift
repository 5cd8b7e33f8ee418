import Testing

@testable import MotifEvaluation

/// Answers found in texts, and what they score, equal those of lm-evaluation-harness.
@Suite struct AnswerPatternTests {
  private struct Found: Decodable {
    var response: String
    var strict: String
    var strict_correct: Double
    var flexible: String
    var flexible_correct: Double
  }

  private struct MathRow: Decodable {
    var id: Int
    var response: String
    var answer: String
    var strict: String
    var strict_correct: Double
    var flexible: String
    var flexible_correct: Double
    var cot: Found

    var plain: Found {
      Found(
        response: response, strict: strict, strict_correct: strict_correct, flexible: flexible,
        flexible_correct: flexible_correct)
    }
  }

  private struct HardRow: Decodable {
    var id: Int
    var response: String
    var target: String
    var extracted: String
    var correct: Double
  }

  private struct Estimate: Decodable {
    var exact_match: Double
    var exact_match_stderr: Double
  }

  @Test func answersOfGSM8KEqualTheRecording() throws {
    let match = try ExactMatch.gsm8k()
    let flexible = try AnswerPattern.lastNumber()
    let patterns = [
      try AnswerPattern.gsm8kStrict(), try AnswerPattern.gsm8kThoughtStrict(),
    ]
    for row in try GoldenFile.rows("gsm8k.jsonl", as: MathRow.self) {
      for (strict, golden) in zip(patterns, [row.plain, row.cot]) {
        let answer = strict.answer(in: golden.response)
        #expect(GoldenFile.isSame(answer, golden.strict), "row \(row.id): \(answer)")
        let last = flexible.answer(in: golden.response)
        #expect(GoldenFile.isSame(last, golden.flexible), "row \(row.id): \(last)")
        #expect(match.score(answer, references: [row.answer]) == golden.strict_correct)
        #expect(match.score(last, references: [row.answer]) == golden.flexible_correct)
      }
    }
  }

  @Test func meansOfGSM8KEqualTheRecording() throws {
    let golden: [String: [String: Estimate]] = try GoldenFile.value("gsm8k_aggregate.json")
    let rows = try GoldenFile.rows("gsm8k.jsonl", as: MathRow.self)
    let match = try ExactMatch.gsm8k()
    let filters = [
      ("gsm8k", "strict-match", try AnswerPattern.gsm8kStrict()),
      ("gsm8k", "flexible-extract", try AnswerPattern.lastNumber()),
      ("gsm8k_cot", "strict-match", try AnswerPattern.gsm8kThoughtStrict()),
      ("gsm8k_cot", "flexible-extract", try AnswerPattern.lastNumber()),
    ]
    for (task, name, pattern) in filters {
      let estimate = MeanEstimate(
        rows.map { row in
          let found = task == "gsm8k" ? row.plain : row.cot
          return match.score(pattern.answer(in: found.response), references: [row.answer])
        })
      let expected = try #require(golden[task]?[name])
      #expect(estimate.mean == expected.exact_match, "\(task), \(name)")
      #expect(abs((estimate.standardError ?? .nan) - expected.exact_match_stderr) <= 1e-15)
    }
  }

  @Test func answersOfBigBenchHardEqualTheRecording() throws {
    let pattern = try AnswerPattern.bigBenchHard()
    for row in try GoldenFile.rows("bbh.jsonl", as: HardRow.self) {
      let answer = pattern.answer(in: row.response)
      #expect(GoldenFile.isSame(answer, row.extracted), "row \(row.id): \(answer)")
      #expect(ExactMatch().score(answer, references: [row.target]) == row.correct)
    }
  }

  /// What the harness's filter gives for patterns with no, one and several groups.
  @Test(
    arguments: [
      ("b+", .first, "abba b", "bb"), ("b+", .last, "abba b", "b"), ("x", .last, "ab", "[invalid]"),
      ("(a)?b", .first, "b", ""), ("(a)|(b)", .last, "ab", "b"),
      ("(x)?(y)?", .first, "a", "[invalid]"),
      ("a(.*)c", .first, "a b c", "b"), ("(?i)answer: (\\w+)", .last, "Answer: a ANSWER: b", "b"),
      ("\\d+", .first, "\u{664}2", "\u{664}2"), ("[0-9]+", .first, "\u{664}2", "2"),
      ("(.)$", .first, "ab\n", "b"), ("e", .first, "e\u{301}", "e"),
    ] as [(String, AnswerPattern.Choice, String, String)])
  func groupsGiveTheAnswer(
    pattern: String, choice: AnswerPattern.Choice, text: String, answer: String
  ) throws {
    let found = try AnswerPattern(pattern, choice: choice).answer(in: text)
    #expect(GoldenFile.isSame(found, answer), "\(found)")
  }
}
