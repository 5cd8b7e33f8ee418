import Foundation
import MotifCore
import MotifData
import MotifEvaluation
import MotifModel
import MotifReport
import MotifTestSupport
import MotifTrainer
import Testing

@testable import MotifCommand

/// An evaluation of a tiny model, from the arguments to the results.
@Suite("Evaluating") struct EvaluationCommandTests {
  private let folder: String
  private var model: String { folder + "/model" }

  init() throws {
    folder = TemporaryRoot.url.appendingPathComponent("evaluating-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var config = try #require(ModelPresets.named("nano-seed"))
    (config.layerCount, config.vocabSize) = (1, 262)
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = 262
    let tokenizer = try BPETrainer.train(
      trainer, on: [Document(text: "one two three two one", domain: "d")])
    try TrainedModel(CausalLanguageModel(config, seed: 3), tokenizer: tokenizer)
      .save(to: folder + "/model")
    let rows = (0..<5).map {
      #"{"goal": "goal \#($0)", "sol1": "one", "sol2": "two \#($0)", "label": \#($0 % 2)}"#
    }
    try write("piqa-validation.jsonl", rows.joined(separator: "\n"))
    try write("text.txt", "one two three")
  }

  @discardableResult
  private func write(_ name: String, _ text: String) throws -> String {
    let path = folder + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func arguments(_ more: [String]) throws -> Command.EvaluateArguments {
    guard case .evaluate(let arguments) = try Command(["evaluate", model] + more) else {
      throw UsageError("is no evaluation")
    }
    return arguments
  }

  private func results(_ more: [String], shouldContinue: () -> Bool = { true }) throws
    -> EvaluationResults?
  {
    let command = try EvaluationCommand(
      arguments(["--data", folder] + more), progress: .silent
    ) { _ in }
    return try command.results(shouldContinue: shouldContinue)
  }

  @Test("tasks, suites and texts give results that are kept")
  func everything() throws {
    let results = try #require(
      try results([
        "--tasks", "piqa,chain,verifiable_instructions", "--text", folder + "/text.txt", "--limit",
        "3",
        "--tokens", "4",
      ]))
    #expect(results.tasks.map(\.task) == ["piqa", "chain", "verifiable_instructions"])
    #expect(results.tasks.allSatisfy { $0.samples == 3 && !$0.metrics.isEmpty })
    #expect(results.tasks[0].metrics.map(\.metric) == ["acc", "acc_bytes", "acc_norm"])
    #expect(results.texts.count == 1 && results.texts[0].bytes == 13)
    // A model that has not learned anything knows about as much as a coin for every bit.
    #expect((4...12).contains(results.texts[0].bitsPerByte))
    let out = model + "/evaluation"
    let data = try Data(contentsOf: URL(fileURLWithPath: out + "/results.json"))
    #expect(try JSONDecoder().decode(EvaluationResults.self, from: data) == results)
    let files = try FileOperations.system.list(out)
    #expect(files.count { $0.hasSuffix(".samples.jsonl") } == 3)
  }

  @Test("results of other tasks of the same model are kept")
  func others() throws {
    let path = model + "/evaluation/results.json"
    func kept() throws -> [String] {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try EvaluationResults(json: data).tasks.map { "\($0.task) \($0.samples)" }
    }
    _ = try results(["--tasks", "piqa", "--limit", "2"])
    _ = try results(["--tasks", "chain", "--limit", "1", "--tokens", "2"])
    #expect(try kept() == ["piqa 2", "chain 1"])
    _ = try results(["--tasks", "piqa"])
    #expect(try kept() == ["chain 1", "piqa 5"])
  }

  @Test("an evaluation that was stopped goes on to the same results")
  func resuming() throws {
    let options = ["--tasks", "piqa,sorting", "--limit", "5", "--tokens", "3", "--batch", "2"]
    let whole = try results(options + ["--out", folder + "/whole"])
    var asked = 0
    let stopped = try results(options + ["--out", folder + "/parts"]) {
      asked += 1
      return asked < 3
    }
    #expect(stopped == nil)
    #expect(try results(options + ["--out", folder + "/parts"]) == whole)
    for name in ["piqa", "sorting"] {
      let files = ["whole", "parts"].map { "\(folder)/\($0)/\(name).samples.jsonl" }
      let contents = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      #expect(contents[0] == contents[1])
    }
  }

  @Test("examples and templates change what is read")
  func shots() throws {
    let file = try write(
      "own.json",
      #"{"extends": "piqa", "questions": "piqa-validation.jsonl", "prompt": "Do {goal}:", "shots": 1}"#
    )
    _ = try results(["--tasks", file, "--limit", "1", "--out", folder + "/own"])
    let text = try String(
      contentsOfFile: folder + "/own/own.samples.jsonl", encoding: .utf8)
    #expect(text.contains(#""prompt":"Do goal 1: two 1\n\nDo goal 0:""#), "\(text)")
  }

  @Test(
    "what is wrong is said before anything is asked",
    arguments: [
      (["--tasks", "piqua"], "did you mean piqa?"),
      (["--tasks", "hellaswag"], "hellaswag-validation.jsonl is not in"),
      (["--tasks", "piqa", "--shots", "9"], "holds 5 examples, but 10 are needed"),
      (["--tasks", "piqa", "--chat"], "has no template.json"),
      (["--tasks", "no.json"], "no such file"),
    ])
  func mistakes(options: [String], sentence: String) {
    #expect {
      try results(options + ["--out", folder + "/wrong"])
    } throws: { "\($0)".contains(sentence) }
    #expect(!FileManager.default.fileExists(atPath: folder + "/wrong"))
  }

  @Test("the samples of another model are not gone on with")
  func otherModel() throws {
    _ = try results(["--tasks", "piqa", "--out", folder + "/out"])
    #expect {
      try results(["--tasks", "piqa", "--seed", "1", "--out", folder + "/out"])
    } throws: { "\($0)".contains("another model") }
  }
}
