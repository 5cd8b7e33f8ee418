import Foundation
import MotifTestSupport
import Testing

@testable import MotifModel

/// The distributions that transformers' logits processors make of the same logits.
@Suite struct SamplingGoldenTests {
  /// What the metadata of a case says.
  private struct Rules: Decodable {
    let temperature: Double
    let top_k: Int
    let top_p: Double
    let min_p: Double?
    let repetition_penalty: Double
    let ambiguous: Bool

    var sampler: Sampler {
      Sampler(
        temperature: temperature, topK: top_k, topP: top_p, minP: min_p ?? 0,
        repetitionPenalty: repetition_penalty)
    }
  }

  private static func rules(_ fixture: FixtureCase) throws -> Rules {
    try JSONDecoder().decode(Rules.self, from: Data(fixture.metadata().utf8))
  }

  private static func probabilities(_ scores: [Double]) -> [Double] {
    let weights = scores.map { exp($0 - (scores.max() ?? 0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @Test func everyDistributionIsTheReferences() throws {
    for fixture in try Fixtures.cases("sampling/sampling") {
      let rules = try Self.rules(fixture)
      let logits = try fixture.floats("logits")
      let tokens = try fixture.integers("input_ids").map(Int32.init)
      let scores = rules.sampler.scores(logits, after: tokens)
      let kept = try fixture.integers("kept").map { $0 == 1 }
      var (found, expected) = (Self.probabilities(scores), try fixture.doubles("probs"))
      if rules.ambiguous {
        // Which of several equal scores stay is left open; how many, and their share, is not.
        #expect(scores.count { $0.isFinite } == kept.count { $0 }, "\(fixture)")
        (found, expected) = (found.sorted(), expected.sorted())
      } else {
        #expect(scores.map(\.isFinite) == kept, "\(fixture)")
      }
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(found.count == expected.count && worst <= 1e-12, "\(fixture): \(worst)")
      let best = scores.indices.max { scores[$0] < scores[$1] }
      #expect(try best == fixture.integers("argmax")[0], "\(fixture)")
    }
  }

  @Test func onlyWhatIsLeftIsEverDrawn() throws {
    for fixture in try Fixtures.cases("sampling/sampling") {
      let rules = try Self.rules(fixture)
      guard !rules.ambiguous else { continue }
      let logits = try fixture.floats("logits")
      let tokens = try fixture.integers("input_ids").map(Int32.init)
      let kept = try fixture.integers("kept")
      var sampler = rules.sampler
      for _ in 0..<20 {
        let token = Int(sampler.next(logits, after: tokens))
        #expect(kept[token] == 1, "\(fixture): \(token)")
      }
    }
  }
}
