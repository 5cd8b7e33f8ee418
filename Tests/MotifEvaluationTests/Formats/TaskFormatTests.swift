import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Requests of public formats equal those of lm-evaluation-harness.
@Suite struct TaskFormatTests {
  private static func rows() throws -> [QuestionRow] {
    try QuestionRows.read(Fixtures.folder.appendingPathComponent("evaluation/requests.jsonl").path)
  }

  @Test func requestsEqualTheRecording() throws {
    var formats = Set<TaskFormat>()
    for golden in try Self.rows() {
      let format = try #require(TaskFormat(rawValue: try golden.text("task")))
      formats.insert(format)
      func question(_ node: JSONNode) throws -> TaskQuestion {
        try format.question(QuestionRow(node, at: golden.place))
      }
      let asked = try question(try #require(golden.node["doc"]))
      let examples = try (golden.node["fewshot_docs"]?.elements ?? []).map(question)
      let prefix = ShotPrompt.prefix(
        of: asked, examples: examples, description: format.standardDescription,
        separator: format.separator)
      let requests = golden.node["requests"]?.elements ?? []
      #expect(!requests.isEmpty)
      switch asked.expectation {
      case .choice(let choices, let gold):
        #expect(gold == golden.node["gold"]?.integer, "\(golden.place)")
        #expect(choices.count == requests.count)
        for (choice, request) in zip(choices, requests) {
          let context = try #require(request["context"]?.string)
          let continuation = try #require(request["continuation"]?.string)
          #expect(GoldenFile.isSame(prefix + choice.context, context), "\(golden.place)")
          #expect(GoldenFile.isSame(TaskFormat.delimiter + choice.text, continuation))
        }
      case .texts(let references):
        #expect(references == golden.node["gold"]?.elements.compactMap(\.string))
        let context = try #require(requests[0]["context"]?.string)
        #expect(GoldenFile.isSame(prefix + asked.prompt, context), "\(golden.place)")
        #expect(format.standardStops == requests[0]["until"]?.elements.compactMap(\.string))
      default: Issue.record("\(golden.place): \(format) has other answers")
      }
    }
    #expect(formats.count >= 10)
  }

  private func row(_ json: String) throws -> QuestionRow {
    QuestionRow(try JSONScanner.parse(Array(json.utf8), file: "x.jsonl"), at: "x.jsonl:7")
  }

  @Test(
    arguments: [
      (.arc, #"{"question": "q"}"#, "choices.text: expected a list of texts, but there is none"),
      (.arc, #"{"question": 5}"#, "question: expected a text, but found 5"),
      (
        .arc,
        #"{"question": "q", "choices": {"text": ["a"], "label": ["A", "B"]}, "answerKey": "A"}"#,
        "choices.label: expected a label for each of 1 choices"
      ),
      (
        .openbookqa,
        #"{"question_stem": "q", "choices": {"text": ["a"], "label": ["A"]}, "answerKey": "C"}"#,
        "answerKey: expected one of the labels A, but found \"C\""
      ),
      (
        .piqa, #"{"goal": "g", "sol1": "a", "sol2": "b", "label": 2}"#,
        "label: expected a whole number from 0 to 1, but found 2"
      ),
      (
        .siqa,
        #"{"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "c", "label": "0"}"#,
        "label: expected a whole number from 1 to 3"
      ),
      (.winogrande, #"{"sentence": "no gap"}"#, "sentence: expected a sentence with a gap _"),
      (
        .mmlu, #"{"question": "q", "choices": ["a"], "answer": "B"}"#,
        "answer: expected a whole number"
      ),
      (.triviaqa, #"{"answer": {"aliases": []}}"#, "answer.aliases: expected a list of texts"),
      (.bigBenchHard, #"{"input": "x"}"#, "target: expected a text, but there is none"),
      (.math, #"{"problem": "p", "solution": "s"}"#, "solution: expected a solution that states"),
      (.humaneval, #"{"prompt": "p", "test": null}"#, "test: expected a text, but found null"),
      (.mbpp, #"{"test_list": "x"}"#, "test_list: expected a list of texts"),
      (.ifeval, #"{"prompt": "p"}"#, "has no list instruction_id_list"),
      (.mmluPro, #"{"options": ["a"], "answer": "Z"}"#, "answer: expected a letter from A to A"),
      (.drop, #"{"answer": {"number": 5}}"#, "answer.number: expected a text, but found 5"),
    ] as [(TaskFormat, String, String)])
  func whatARowLacksIsNamed(format: TaskFormat, json: String, reason: String) throws {
    let row = try row(json)
    #expect {
      try format.question(row)
    } throws: { "\($0)".hasPrefix("x.jsonl:7: " + reason) }
  }

  @Test func writtenFormatsMakeTheirPrompts() throws {
    func prompt(_ format: TaskFormat, _ json: String) throws -> String {
      try format.question(try row(json)).example
    }
    #expect(
      try prompt(.gsm8kThought, #"{"question": "q", "answer": "a b\n#### 7"}"#)
        == "Q: q\nA: a b The answer is 7.")
    #expect(
      try prompt(.bigBenchHardThought, #"{"input": "q", "target": "c. So the answer is x."}"#)
        == "Q: q\nA: Let's think step by step.\nc. So the answer is x.")
    #expect(
      try prompt(
        .mmluPro,
        #"{"question": "q", "options": ["x", "y"], "answer": "B", "cot_content": "A: Let's think step by step. Y. The answer is (B)."}"#
      )
        == "Question:\nq\nOptions:\nA. x\nB. y\nAnswer: Let's think step by step. Y. The answer is (B)."
    )
    #expect(
      try prompt(.math, #"{"problem": "p", "solution": "so \\boxed{5}"}"#)
        == "Problem:\np\n\nSolution: so \\boxed{5}")
    #expect(
      try prompt(
        .drop,
        #"{"passage": "P", "question": "q?", "answer": {"number": "", "spans": [], "date": {"day": "5", "month": "May", "year": ""}}}"#
      )
        == "P q? 5 May")
    #expect(
      try prompt(
        .mbpp, #"{"text": "Add.", "test_list": ["assert 1", "assert 2"], "code": "x"}"#)
        == "You are an expert Python programmer, and here is your task: Add. Your code should pass "
        + "these tests:\n\nassert 1\nassert 2\n[BEGIN]\nx\n[DONE]")
  }
}
