import Testing

@testable import MotifEvaluation

/// Choices and their means equal those of lm-evaluation-harness.
@Suite struct ChoiceScoreTests {
  private struct Row: Decodable {
    var id: Int
    var choices: [String]
    var loglikelihoods: [GoldenNumber]
    var gold: Int
    var pred: Int
    var pred_norm: Int
    var pred_bytes: Int
    var acc: Double
    var acc_norm: Double
    var acc_bytes: Double
  }

  private func scores() throws -> [(row: Row, score: ChoiceScore)] {
    try GoldenFile.rows("choices.jsonl", as: Row.self).map { row in
      (row, ChoiceScore(choices: row.choices, logLikelihoods: row.loglikelihoods.map(\.value)))
    }
  }

  @Test func choicesEqualTheRecording() throws {
    for (row, score) in try scores() {
      #expect(score.choice == row.pred, "row \(row.id)")
      #expect(score.choiceByScalars == row.pred_norm, "row \(row.id)")
      #expect(score.choiceByBytes == row.pred_bytes, "row \(row.id)")
      #expect(
        score.scores(gold: row.gold)
          == ["acc": row.acc, "acc_norm": row.acc_norm, "acc_bytes": row.acc_bytes])
    }
  }

  @Test func meansAndErrorsEqualTheRecording() throws {
    let golden: [String: Double] = try GoldenFile.value("choices_aggregate.json")
    let scores = try scores().map { $0.score.scores(gold: $0.row.gold) }
    for name in ["acc", "acc_norm", "acc_bytes"] {
      let estimate = MeanEstimate(scores.map { $0[name] ?? .nan })
      #expect(estimate.mean == golden[name], "\(name)")
      let error = try #require(golden[name + "_stderr"])
      #expect(abs((estimate.standardError ?? .nan) - error) <= 1e-15, "\(name)")
    }
  }

  @Test(
    arguments: [
      ([-1, -1, -2], 0), ([-2, -1, -1], 1), ([-.infinity, -.infinity], 0),
      ([-.infinity, -3], 1), ([-1, .nan, 0], 1),
    ] as [([Double], Int)])
  func theFirstOfTheBestCounts(values: [Double], choice: Int) {
    let score = ChoiceScore(choices: values.map { _ in "x" }, logLikelihoods: values)
    #expect(
      [score.choice, score.choiceByScalars, score.choiceByBytes] == [choice, choice, choice])
  }

  @Test func anAnswerWithoutLengthDividesByZero() {
    #expect(ChoiceScore(choices: ["", "a"], logLikelihoods: [-1, -5]).choiceByScalars == 1)
    #expect(ChoiceScore(choices: ["a", ""], logLikelihoods: [-1, 0]).choiceByBytes == 1)
  }

  @Test func lettersOfSeveralScalarsCountAsSuch() {
    // One character, two scalars, three bytes against one, one and one.
    let score = ChoiceScore(choices: ["e\u{301}", "a"], logLikelihoods: [-3, -1.6])
    #expect([score.choice, score.choiceByScalars, score.choiceByBytes] == [1, 0, 0])
  }

  @Test func oneValueHasNoError() {
    #expect(MeanEstimate([1]).standardError == nil)
    #expect(MeanEstimate([1, 1]).standardError == 0)
    #expect(MeanEstimate([]).mean.isNaN)
  }
}
