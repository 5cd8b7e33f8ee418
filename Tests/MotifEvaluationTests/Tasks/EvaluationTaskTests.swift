import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Settings and rows become questions with their prompts.
@Suite struct EvaluationTaskTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func settings(_ format: TaskFormat, _ rows: [String], shots: Int = 0) throws
    -> TaskSettings
  {
    var settings = TaskSettings()
    settings.name = "t"
    settings.format = format
    settings.shots = shots
    settings.questions = try folder.write("rows.jsonl", rows.joined(separator: "\n") + "\n")
    return settings
  }

  private let rows = (0..<6).map { "{\"question\": \"q\($0)\", \"answer\": \"#### \($0)\"}" }

  @Test func examplesOfTheSameFileLeaveTheQuestionOut() throws {
    let tasks = try EvaluationTask.tasks(settings(.gsm8k, rows, shots: 2))
    try #require(tasks.count == 1 && tasks[0].questions.count == 6)
    func example(_ index: Int) -> String { "Question: q\(index)\nAnswer: #### \(index)\n\n" }
    #expect(tasks[0].questions[0].prompt == example(1) + example(2) + "Question: q0\nAnswer:")
    #expect(tasks[0].questions[1].prefix == example(0) + example(2))
    #expect(tasks[0].questions[5].prefix == example(0) + example(1))
    #expect(tasks[0].questions[5].place.hasSuffix("rows.jsonl:6"))
  }

  @Test func limitsAskTheFirst() throws {
    let whole = try EvaluationTask.tasks(settings(.gsm8k, rows, shots: 1))[0]
    let part = try EvaluationTask.tasks(settings(.gsm8k, rows, shots: 1), limit: 2)[0]
    #expect(part.questions.map(\.prompt) == whole.questions.prefix(2).map(\.prompt))
  }

  @Test func tooFewExamplesAreSaid() throws {
    #expect {
      try EvaluationTask.tasks(settings(.gsm8k, rows, shots: 6))
    } throws: {
      "\($0)".hasSuffix(
        "rows.jsonl: holds 6 examples, but 7 are needed for 6 shots beside the question itself")
    }
  }

  @Test func badRowsAreNamed() throws {
    for (row, reason) in [
      ("{\"question\": 1, \"answer\": \"a\"}", ":7: question: expected a text, but found 1"),
      ("[1]", ":7: is not a JSON object"), ("{\"a\": }", ":7:7: "),
    ] {
      let settings = try settings(.gsm8k, rows + [row])
      #expect {
        try EvaluationTask.tasks(settings)
      } throws: { "\($0)".contains("rows.jsonl" + reason) }
    }
    let empty = try settings(.gsm8k, [])
    #expect { try EvaluationTask.tasks(empty) } throws: { "\($0)".hasSuffix("holds no row") }
  }

  @Test func subjectsTakeTheirOwnExamples() throws {
    let rows = (0..<6).map {
      #"{"question": "q\#($0)", "choices": ["a", "b"], "answer": 0, "subject": "\#($0 % 2 == 0 ? "x_y" : "z")"}"#
    }
    let questions = try EvaluationTask.tasks(settings(.mmlu, rows, shots: 2))[0].questions
    #expect(
      questions[0].prefix.hasPrefix(
        "The following are multiple choice questions (with answers) about x y.\n\nq2\nA. a"))
    #expect(questions[0].prefix.contains("q4") && !questions[0].prefix.contains("q1"))
    #expect(questions[3].prefix.contains("q1") && questions[3].prefix.contains("q5"))
  }

  @Test func templatesTakeThePlaceOfTheFormatsPrompt() throws {
    var mine = try settings(.gsm8k, rows)
    mine.prompt = "{{{question}}} ="
    #expect(try EvaluationTask.tasks(mine)[0].questions[2].prompt == "{q2} =")
    mine.prompt = "{nothing}"
    #expect {
      try EvaluationTask.tasks(mine)
    } throws: { "\($0)".hasSuffix("rows.jsonl:1: nothing: expected a text, but there is none") }
  }

  @Test func aFolderIsAGroup() throws {
    for name in ["one", "two"] {
      try folder.write("bbh/\(name).json", #"{"examples": [{"input": "\#(name)", "target": "t"}]}"#)
      try folder.write("shots/\(name).jsonl", #"{"input": "like \#(name)", "target": "s"}"#)
    }
    var group = TaskSettings()
    (group.name, group.format, group.shots) = ("bbh", .bigBenchHard, 1)
    group.questions = folder.path + "/bbh"
    group.examples = folder.path + "/shots"
    let tasks = try EvaluationTask.tasks(group)
    #expect(tasks.map(\.name) == ["bbh/one", "bbh/two"])
    #expect(tasks[1].questions[0].prompt == "Q: like two\nA: s\n\nQ: two\nA:")
  }

  @Test(.enabled(if: PublicData.folder != nil, Comment(rawValue: PublicData.reason)))
  func publicFilesBecomeTasks() throws {
    let data = try #require(PublicData.folder).path
    let counts = try ["gsm8k", "gsm8k_cot", "humaneval", "bbh"].map { name in
      try EvaluationTask.tasks(TaskFile.preset(name, data: data)).map(\.questions.count)
    }
    #expect(counts[0] == [1319] && counts[1] == [1319] && counts[2] == [164])
    #expect(counts[3].count == 7 && counts[3].allSatisfy { $0 > 100 })
  }
}
