import Foundation
import MotifData
import MotifModel
import Testing

@testable import MotifTrainer

/// What a model, and the one it was trained from, say of samples.
@Suite struct SampleScorerTests {
  @Test func lossesStandBesideThoseOfTheEarlierModel() throws {
    let place = try RunPlace()
    let config = try FinetuneRun.pipeline(place, "scored")
    let trained = try FinetuneRun.train(config)
    let stage = config.stages[1].resolved.config
    let template = try #require(try stage.chat.usedTemplate())
    let rows = (0..<6).map { row in
      let talk = #"{"prompt": "say \#(row)", "completion": "it is \#(row)"}"#
      return ("s:\(row)", talk)
    }
    let path = place.path + "/rows.jsonl"
    try rows.map(\.1).joined(separator: "\n").write(
      toFile: path, atomically: false, encoding: .utf8)
    let set = try ConversationSet(ConversationFile(path), domain: "s")
    let samples = Dictionary(
      uniqueKeysWithValues: zip(rows.map(\.0), set.samples).map { ($0, $1) })
    let tokenizer = trained.tokenizer
    func scorer(_ model: CausalLanguageModel, _ name: String) throws -> SampleScorer {
      try SampleScorer(
        samples, stage, template, model, tokenizer, identity: name, embeds: false)
    }
    let before = try CausalLanguageModel(trained.model.config, seed: 77)
    let (now, earlier) = (try scorer(trained.model, "now"), try scorer(before, "before"))
    let documents = rows.map { CurationDocument(id: $0.0, text: $0.1) }
    func numbers(_ scorer: NumberScorer) throws -> [Double] {
      try scorer.words(of: documents).map { Double(bitPattern: $0) }
    }
    let (first, second) = (try numbers(now.loss), try numbers(earlier.loss))
    let both = now.loss(beside: earlier)
    #expect(both.width == 2 && now.loss(beside: nil).width == 1)
    #expect(both.identity != now.loss.identity)
    #expect(try numbers(both) == zip(first, second).flatMap { [$0, $1] })
    #expect(first.allSatisfy(\.isFinite) && zip(first, second).allSatisfy { $0 != $1 })
  }
}
