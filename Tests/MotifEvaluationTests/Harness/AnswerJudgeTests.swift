import MotifCore
import MotifData
import Testing

@testable import MotifEvaluation

/// Answers to questions of every kind get their scores.
@Suite struct AnswerJudgeTests {
  private func judge(_ format: TaskFormat = .gsm8k, ignoringCase: Bool = false) throws
    -> AnswerJudge
  {
    var settings = TaskSettings()
    settings.format = format
    settings.compare.ignoreCase = ignoringCase
    return AnswerJudge(try EvaluationTask(name: "t", settings: settings, questions: []))
  }

  private func question(_ expectation: TaskQuestion.Expectation) -> TaskQuestion {
    TaskQuestion("q", answer: "a", expectation)
  }

  @Test(
    arguments: [
      (" Paris", 1), ("Paris ", 0), ("\u{1F}\n Paris", 1), ("paris", 1), ("Par", 0), ("", 0),
    ] as [(String, Double)])
  func spaceBeforeATextDoesNotCount(answer: String, score: Double) throws {
    let scores = try judge(ignoringCase: true).scores(
      [answer], to: question(.texts(["paris", "City of Paris"])))
    #expect(scores == ["exact_match": [score]])
  }

  @Test(
    arguments: [
      ("so \\boxed{\\frac12}.", 1),
      ("Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct.", 1),
      ("The final answer is 0.5.", 1), ("$x = 0.5$", 1), ("0.5", 1), ("it is \\boxed{3}", 0),
      ("half", 0),
      ("\\boxed{1} and then \\boxed{1/2}", 1), ("", 0),
    ] as [(String, Double)])
  func statedExpressionsAreFound(answer: String, score: Double) throws {
    let scores = try judge(.math).scores([answer], to: question(.expression("\\frac{1}{2}")))
    #expect(scores == ["exact_match": [score]])
  }

  @Test func spansAndInstructions() throws {
    let spans = try judge(.drop).scores([" 5 yards"], to: question(.spans([["7"], ["5"]])))
    #expect(spans == ["em": [0], "f1": [0.67]])
    let json =
      #"{"instruction_id_list": ["punctuation:no_comma", "detectable_format:title"], "kwargs": [{}, {}]}"#
    let item = try InstructionItem(JSONScanner.parse(Array(json.utf8), file: "row"))
    let followed = try judge(.ifeval).scores(
      ["a, b", "<<a>> b"], to: question(.instructions(item.instructions)))
    #expect(followed["prompt_level_strict_acc"] == [0.5])
    #expect(followed["inst_level_strict_acc"] == [0.5, 0.5])
    #expect(followed["prompt_level_loose_acc"] == [0.5])
  }
}
