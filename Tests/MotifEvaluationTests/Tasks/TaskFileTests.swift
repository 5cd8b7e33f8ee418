import Foundation
import MotifCore
import Testing

@testable import MotifEvaluation

/// Task files become settings, and mistakes in them are named with their places.
@Suite struct TaskFileTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func errors(_ text: String) throws -> [String] {
    let path = try folder.write("task.json", text)
    do {
      _ = try TaskFile.read(path)
      return []
    } catch {
      return error.issues.map { "\($0)".replacing(folder.path + "/", with: "") }
    }
  }

  @Test func presetsHaveTheShotsOfTheReport() {
    let shots = Dictionary(uniqueKeysWithValues: TaskFile.presets.map { ($0.name, $0.shots) })
    #expect(shots.count == TaskPresets.names.count)
    let report = [
      "mmlu": 5, "mmlu_pro": 5, "bbh_cot": 3, "arc_easy": 0, "arc_challenge": 25, "gsm8k": 4,
      "gsm8k_cot": 8, "math": 4, "humaneval": 0, "mbpp": 3, "hellaswag": 10, "winogrande": 5,
      "piqa": 0, "siqa": 0, "boolq": 0, "drop": 1, "triviaqa": 5, "nq_open": 5,
    ]
    for (name, count) in report { #expect(shots[name] == count, "\(name)") }
  }

  @Test func presetsFilterAsTheHarnessDoes() throws {
    let preset = try #require(TaskFile.presets.first { $0.name == "gsm8k" })
    let plain = try ExactMatch.gsm8k()
    let match = try preset.compare.match()
    for (prediction, reference) in [("1,234", "#### 1234"), ("$5.", "5"), ("7.0", "7")] {
      #expect(
        match.score(prediction, references: [reference])
          == plain.score(prediction, references: [reference]))
    }
    #expect(preset.filters.map(\.name) == ["strict-match", "flexible-extract"])
    let hard = try #require(TaskFile.presets.first { $0.name == "bbh_cot" })
    #expect(try AnswerPattern(hard.filters[0].pattern).answer(in: "the answer is (B).") == "(B)")
  }

  @Test func aFileStandsOverWhatItExtends() throws {
    let rows = try folder.write("rows.jsonl", "{}\n")
    try folder.write("base.json", #"{"extends": "gsm8k", "shots": 2, "maxTokens": 7}"#)
    let path = try folder.write(
      "mine.json", #"{"extends": "base.json", "questions": "rows.jsonl", "shots": 1}"#)
    let settings = try TaskFile.read(path)
    #expect(settings.name == "mine" && settings.format == .gsm8k)
    #expect(settings.shots == 1 && settings.maxTokens == 7 && settings.filters.count == 2)
    #expect(settings.questions == rows)
  }

  @Test(
    arguments: [
      (#"{"shot": 1}"#, "task.json:1:2: shot: there is no such key; did you mean \"shots\"?"),
      (
        #"{"num_fewshot": 1}"#,
        "task.json:1:2: num_fewshot: there is no such key; did you mean \"shots\"?"
      ),
      ("{\n \"shots\": -1}", "task.json:2:11: shots: is -1; expected"),
      (#"{"format": "gsm8"}"#, "task.json:1:12: format: is \"gsm8\""),
      (
        #"{"extends": "gsm9k"}"#,
        "task.json:1:13: extends: there is no task \"gsm9k\"; did you mean \"gsm8k\"?"
      ),
      (#"{"extends": 5}"#, "task.json:1:13: extends: is 5; expected"),
      (#"{"extends": "task.json"}"#, "task.json: extends: extends itself"),
      (#"{"extends": "no.json"}"#, "no.json: no such file"),
      (
        #"{"filters": [{"pattern": "(a"}]}"#,
        "task.json:1:26: filters.0.pattern: the pattern \"(a\" opens a group"
      ),
      (
        #"{"compare": {"remove": ["[a"]}}"#,
        "task.json:1:25: compare.remove.0: the pattern \"[a\" opens a set"
      ),
      (#"{"prompt": "Q: {q"}"#, "task.json:1:12: prompt: the template"),
      ("[]", "task.json:1:1: expected an object in { }"),
      ("{", "task.json:1:1: this object is never closed with }"),
      (#"{"temperature": "hot"}"#, "task.json:1:17: temperature: is \"hot\""),
    ])
  func mistakesAreNamed(text: String, sentence: String) throws {
    let found = try errors(text)
    #expect(found.count == 1 && found.first?.hasPrefix(sentence) == true, "\(found)")
  }

  @Test func filesOfPresetsAreLookedForInTheDataFolder() throws {
    #expect {
      try TaskFile.preset("piqa", data: folder.path)
    } throws: { "\($0)".contains("piqa-validation.jsonl is not in") }
    let file = try folder.write("eval/piqa-validation.jsonl", "{}")
    #expect(try TaskFile.preset("piqa", data: folder.path).questions == file)
    #expect {
      try TaskFile.preset("pika", data: "")
    } throws: { "\($0)".contains("there is no task \"pika\"; did you mean \"piqa\"?") }
  }
}
