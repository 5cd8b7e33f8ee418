import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// Whole runs that pre-train on documents and fine-tune on conversations.
@Suite("Fine-tuning runs", .serialized) struct FinetuneRunTests {
  @Test("learn on their samples, and end with the same bits from any checkpoint")
  func resumes() throws {
    let place = try RunPlace()
    let config = try FinetuneRun.pipeline(place, "whole")
    let trained = try FinetuneRun.train(config)
    let wanted = FinetuneRun.bits(trained)
    let lines = try MetricsLog.read(trained.folder.metricsPath)
    let losses = lines.compactMap { $0.number("loss") }
    #expect(lines.map(\.step).filter { $0 > 0 } == [1, 2, 3, 4])
    #expect(try #require(losses.last) < #require(losses.first))
    for line in lines where line.step > 0 {
      let valid = try #require(line.number("validTokens"))
      // Prompts and padding are not trained.
      #expect(valid > 0 && valid < 0.8 * 4 * 96)
    }
    for step in 1...3 {
      let path = place.path + "/cut-\(step)"
      try FileManager.default.copyItem(atPath: config.folderPath, toPath: path)
      let stage = RunFolder(path: path + "/stages/2-align", keep: .init(last: 100))
      for checkpoint in try stage.checkpoints.checkpoints() where checkpoint.step > step {
        try FileManager.default.removeItem(atPath: checkpoint.path)
      }
      try? FileManager.default.removeItem(atPath: stage.path + "/results.json")
      let again = Pipeline(
        try FinetuneRun.pipeline(place, "cut-\(step)"), output: .silent, signals: .deaf)
      guard case .trained(let resumed) = try again.resume() else {
        Issue.record("the run cut after step \(step) did not end")
        continue
      }
      #expect(FinetuneRun.bits(resumed) == wanted, "after step \(step)")
    }
  }

  @Test("keep what each stage has found, and the template beside the tokenizer")
  func results() throws {
    let place = try RunPlace()
    let config = try FinetuneRun.pipeline(place, "kept")
    let trained = try FinetuneRun.train(config)
    let first = config.stages[0].folderPath
    #expect(FileManager.default.fileExists(atPath: first + "/results.json"))
    for folder in [first, trained.folder.path] {
      #expect(FileManager.default.fileExists(atPath: folder + "/template.json"))
      #expect(FileManager.default.fileExists(atPath: folder + "/tokenizer_config.json"))
    }
    guard case .finished(let scores) = trained.outcome else { return }
    let summary = trained.summary(scores, settings: config.stages[1].resolved.config)
    #expect(summary.validation.map(\.domain) == ["tasks", "talk", "all"])
    let answered = try #require(summary.exactMatch.first)
    #expect(answered.domain == "tasks" && answered.items == 3 && answered.ended != nil)
    // The stage's folder is that of a run of its own: it can be drawn, compared and continued.
    let alone = try ConfigLoader.load(path: trained.folder.configPath)
    #expect(
      alone.config
        == config.stages[1].resolved
        .with(vocabularySize: trained.model.config.vocabSize).config)
    let again = try TrainingRun(alone, output: .silent, signals: .deaf)
      .resume(trained.folder.path)
    #expect(FinetuneRun.bits(again) == FinetuneRun.bits(trained))
    let loaded = try TrainedModel(run: trained.folder.path)
    #expect(loaded.template == .motif)
    try loaded.save(to: place.path + "/exported")
    #expect(try TrainedModel(run: place.path + "/exported").template == .motif)
    let accounts = try SampleAccount.read(
      json: Data(
        contentsOf: URL(filePath: RunReport.conversationsPath(trained.folder.path))))
    #expect(accounts.map(\.name) == ["tasks", "talk"] && accounts.map(\.taken) == [60, 40])
    let last = try #require(try MetricsLog.read(trained.folder.metricsPath).last)
    let efficiency = try #require(last.number("packingEfficiency"))
    #expect(efficiency > 0.5 && efficiency <= 1)
    #expect(last.number("trainableTokens") == last.number("validTokens"))
  }

  @Test(
    "agree at 1, 2 and 4 ranks and at any size of micro-batches",
    arguments: [
      ["parallel.ranks=2"], ["parallel.ranks=4"], ["training.microBatchSize=1"],
      ["training.microBatchSize=2"],
    ])
  func ranks(_ overrides: [String]) throws {
    let place = try RunPlace()
    let one = try FinetuneRun.train(FinetuneRun.pipeline(place, "one"))
    let other = try FinetuneRun.train(FinetuneRun.pipeline(place, "other", overrides))
    let (lines, found) = try (
      MetricsLog.read(one.folder.metricsPath), MetricsLog.read(other.folder.metricsPath)
    )
    #expect(found.map(\.step) == lines.map(\.step))
    for (line, same) in zip(lines, found) where line.step > 0 {
      let (loss, again) = try (#require(line.number("loss")), #require(same.number("loss")))
      // The first step is a sum in another order; the updates that follow amplify that.
      #expect(abs(loss - again) < (line.step == 1 ? 1e-5 : 1e-3) * loss, "step \(line.step)")
      #expect(line.number("validTokens") == same.number("validTokens"))
    }
  }

  @Test("learn to think, to answer and to end the turn, as the template writes it")
  func answers() throws {
    let place = try RunPlace()
    let rules = [
      "stages.0.training.steps=1", "stages.1.training.steps=160", "stages.1.training.batchSize=2",
      "optimizer.learningRate=0.02", "checkpoint.interval=0",
      #"stages.1.data.sources=[{"name": "one", "kind": "conversations", "path": "\#(place.path)/one.jsonl", "splitReasoning": true}]"#,
    ]
    let row =
      #"{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "<think>no</think>yo"}]}"#
    try Array(repeating: row, count: 8).joined(separator: "\n").write(
      toFile: place.path + "/one.jsonl", atomically: false, encoding: .utf8)
    let trained = try FinetuneRun.train(
      FinetuneRun.pipeline(place, "taught", rules + ["stages.1.data.validationFraction=0"]))
    var chat = try ChatModel(trained.model, trained.tokenizer, .motif)
    var greedy = Sampler()
    var pieces = ""
    let answer = try chat.answer(
      Conversation([.init(.user, "hi")]), tokens: 40, sampler: &greedy
    ) {
      pieces += $0
      return true
    }
    #expect(answer.text == "<think>no</think>yo" && answer.isEnded)
    #expect(pieces == answer.text && answer.unreadCount == 0)
    let stopped = try chat.answer(
      Conversation([.init(.user, "hi")]), tokens: 40, sampler: &greedy
    ) { _ in false }
    #expect(!stopped.isEnded && stopped.tokenCount == 1)
  }

  @Test(
    "refuse sources that belong elsewhere, and a template that nobody has",
    arguments: [
      (
        "stages.1.data.sources=[{\"name\": \"x\", \"family\": \"chain\"}]",
        "a finetune stage trains on conversations"
      ),
      (
        "stages.0.data.sources=[{\"name\": \"x\", \"kind\": \"tasks\", \"family\": \"chain\"}]",
        "conversations are for a stage of kind \"finetune\""
      ),
      ("chat.template=", "a finetune stage needs motif or chatml"),
      ("chat.template=motiv", "there is no chat template \"motiv\""),
      ("stages.1.data.sources.0.family=stories", "there is no family of tasks stories"),
      ("stages.1.data.sources.0.level=9", "chain has the levels"),
      ("chat.templatePath=/nowhere.json", "is set beside template"),
      (
        "stages=[{\"kind\": \"finetune\", \"data\": {\"sources\": [{\"name\": \"x\", \"kind\": "
          + "\"tasks\", \"family\": \"chain\", \"candidates\": 2}]}}]",
        "there is no model to answer"
      ),
      ("stages.0.data.selection.prune=0.5", "which only a stage of kind \"finetune\" has"),
      ("stages.1.data.selection.lossLow=100", "must be below lossHigh"),
    ])
  func mistakes(_ override: String, _ says: String) throws {
    let place = try RunPlace()
    let error = #expect(throws: ConfigErrors.self) {
      _ = try FinetuneRun.pipeline(place, "wrong", [override])
    }
    #expect("\(try #require(error))".contains(says), "\(error.map { "\($0)" } ?? "")")
  }
}
