import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifReport
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// Right answers count, wrong ones do not.
@Suite("Exact match") struct ExactMatchTests {
  /// Each answer is asked about a second time with the text that the model wrote.
  @Test("counts the answers that the model gives to the letter") func counts() throws {
    let place = TemporaryRoot.path + "/exact-match-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let config = try ConfigLoader.load(
      text: WiringRun.config, file: place + "/tiny.json", overrides: ["output=\(place)"])
    let trained = try TrainingRun(config, output: .silent, signals: .deaf).start()
    let found = try #require(trained.accuracy(items: 6).first { $0.domain == "sums" })
    let domain = try #require(try SyntheticDomains.named("arithmetic") as? any EvaluatedDomain)
    let model = TrainedModel(trained.model, tokenizer: trained.tokenizer)
    let right = try (0..<6).count { index in
      let item = domain.item(index: index, seed: UInt64(config.config.seed))
      let written = try model.generate(item.prompt, tokens: item.answer.utf8.count)
      return written.text.hasPrefix(item.answer)
    }
    // A model of three steps knows no sum.
    #expect(found.items == 6 && found.correct == right && right == 0)
  }

  @Test(
    "an evaluation asks a few questions, and none where the end asks none", arguments: [0, 1, 99])
  func duringTheRun(items: Int) throws {
    let place = TemporaryRoot.path + "/exact-match-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let config = try ConfigLoader.load(
      text: WiringRun.config, file: place + "/tiny.json",
      overrides: ["output=\(place)", "evaluation.items=\(items)"])
    let trained = try TrainingRun(config, output: .silent, signals: .deaf).start()
    let asked = FreshQuestions(trained.prepared, config.config).fewAnswers(of: trained.model)
    #expect(asked.allSatisfy { $0.items == min(items, 10) } && asked.isEmpty == (items == 0))
    let last = try #require(try MetricsLog.read(trained.folder.metricsPath).last)
    if items == 0 {
      #expect(last["exactMatch"] == nil)
    } else {
      guard case .table(let rows) = last["exactMatch"] else {
        Issue.record("the evaluation has no exact match")
        return
      }
      #expect(rows.map(\.name) == asked.map(\.domain).sorted())
      #expect(rows.allSatisfy { (0...1).contains($0.value) })
    }
  }

  @Test("what is inside the model is kept with what the run found") func inside() throws {
    let place = TemporaryRoot.path + "/inside-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let config = try ConfigLoader.load(
      text: WiringRun.config, file: place + "/tiny.json",
      overrides: ["output=\(place)", "logging.report=true"])
    let trained = try TrainingRun(config, output: .silent, signals: .deaf).start()
    guard case .finished(let scores) = trained.outcome else { return }
    try trained.findings.keep(trained.summary(scores, settings: config.config)) {
      Issue.record("\($0)")
    }
    let folder = trained.folder.path
    let inside = try ModelInside(
      json: Data(contentsOf: URL(filePath: ModelInside.path(folder))))
    #expect(inside.step == 3 && inside.lambda.count == trained.model.blocks.count)
    #expect(inside.activation?.layers.count == trained.model.blocks.count)
    #expect(inside.clipThreshold == config.config.optimizer.qkClip.threshold)
    let attention = try #require(inside.attention)
    #expect((1...ModelInside.longestSentence).contains(attention.words.count))
    #expect(attention.signal.allSatisfy { abs($0.reduce(0, +) - 1) < 0.01 })
    let page = try String(contentsOfFile: trained.folder.reportPath, encoding: .utf8)
    #expect(page.contains("λ now") && page.contains("What is read"))
  }
}
