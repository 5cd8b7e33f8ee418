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
}
