import MotifTestSupport
import Testing

@testable import MotifData

/// Selections from given likelihoods and ratings.
@Suite struct SelectionTests {
  private struct Sample: Decodable {
    let nll_answer_given_prompt: [Double]
    let nll_answer: [Double]
    let prompt_tokens: Int
    let limit: Int
    let mean_given_prompt: Double
    let mean_alone: Double
    let loss_ratio: Double
    let ppl_ratio: Double
    let verdict: String
    let verdict_ppl: String

    var measurement: InstructionDifficulty.Measurement {
      .init(givenPrompt: nll_answer_given_prompt, alone: nll_answer, promptTokens: prompt_tokens)
    }
  }

  private struct Top: Decodable {
    let fraction: Double
    let eligible: Int
    let count: Int
    let ids: [Int]
  }

  private struct Band: Decodable {
    let low_percentile: Double
    let high_percentile: Double
    let domains: [String]?
    let mean_nll: [Double]
    let low: Double?
    let high: Double?
    let kept: [Int]
  }

  private struct Conversation: Decodable {
    struct Turn: Decodable {
      let complexity_logits: [Double]
      let quality_logits: [Double]
      let complexity: Double
      let quality: Double
    }
    let turns: [Turn]
    let score: Double
  }

  private struct Quota: Decodable {
    let clusters: [Int]
    let utility: [Double]
    let fraction: Double
    let quota: Int
    let dropped: [Int]
  }

  @Test func goldenDifficulties() throws {
    for row in try Golden.rows("curation/ifd.jsonl", as: Sample.self) {
      let sample = row.measurement
      #expect(Golden.isClose(sample.meanGivenPrompt, row.mean_given_prompt))
      #expect(Golden.isClose(sample.meanAlone, row.mean_alone))
      let byLoss = InstructionDifficulty(limit: row.limit)
      let byPerplexity = InstructionDifficulty(mode: .pplRatio, limit: row.limit)
      #expect(Golden.isClose(byLoss.ratio(sample), row.loss_ratio))
      #expect(Golden.isClose(byPerplexity.ratio(sample), row.ppl_ratio))
      #expect(byLoss.verdict(sample).rawValue == row.verdict)
      #expect(byPerplexity.verdict(sample).rawValue == row.verdict_ppl)
    }
  }

  @Test func goldenTopFractions() throws {
    let samples = try Golden.rows("curation/ifd.jsonl", as: Sample.self)
    for row in try Golden.rows("curation/ifd_top.jsonl", as: Top.self) {
      // Each row has a limit of its own.
      let measured = samples.map { sample in
        InstructionDifficulty.Measurement(
          meanGivenPrompt: sample.measurement.meanGivenPrompt,
          meanAlone: sample.measurement.meanAlone,
          tokens: sample.measurement.tokens > sample.limit ? 1 : 0)
      }
      let top = InstructionDifficulty(limit: 0).top(row.fraction, of: measured)
      #expect(top == row.ids && top.count == row.count)
    }
  }

  @Test func goldenBands() throws {
    for row in try Golden.rows("curation/bands.jsonl", as: Band.self) {
      let band = PercentileBand(low: row.low_percentile, high: row.high_percentile)
      if let low = row.low, let high = row.high {
        let limits = try #require(band.limits(of: row.mean_nll))
        #expect(Golden.isClose(limits.lowerBound, low) && Golden.isClose(limits.upperBound, high))
      }
      let keeps = band.keeps(row.mean_nll, groups: row.domains)
      #expect(keeps.indices.filter { keeps[$0] } == row.kept)
    }
  }

  @Test func goldenRatings() throws {
    for row in try Golden.rows("curation/ratings.jsonl", as: Conversation.self) {
      let turns = row.turns.map {
        (
          complexity: RatingScale.expectation($0.complexity_logits),
          quality: RatingScale.expectation($0.quality_logits)
        )
      }
      for (turn, expected) in zip(turns, row.turns) {
        #expect(Golden.isClose(turn.complexity, expected.complexity))
        #expect(Golden.isClose(turn.quality, expected.quality))
      }
      #expect(Golden.isClose(RatingScale.conversationScore(turns), row.score))
    }
  }

  @Test func goldenQuotas() throws {
    for row in try Golden.rows("curation/quota.jsonl", as: Quota.self) {
      let dropped = UtilityPruning.dropped(
        clusters: row.clusters, utility: row.utility, fraction: row.fraction, quota: row.quota)
      #expect(dropped == row.dropped)
    }
  }

  @Test func bandsOfAwkwardNumbers() {
    let band = PercentileBand(low: 0, high: 100)
    #expect(band.keeps([]) == [])
    #expect(band.keeps([.nan, 1, .infinity, -.infinity]) == [false, true, false, false])
    #expect(band.keeps([.nan]) == [false] && band.limits(of: [.nan]) == nil)
    #expect(band.keeps([2, 2, 2]) == [true, true, true])
    #expect(PercentileBand(low: 50, high: 50).keeps([3, 1, 2]) == [false, false, true])
    #expect(
      PercentileBand(low: 50, high: 100).keeps([1, 2, 10, 20], groups: ["a", "a", "b", "b"])
        == [false, true, false, true])
    // An end that rounding moves: 0.1 · 3 lies above 0.3.
    #expect(PercentileBand.contains(0.3, in: 0.1 * 3...1))
    #expect(!PercentileBand.contains(0.3 - 1e-9, in: 0.1 * 3...1))
  }

  @Test func difficultiesAtTheEdges() {
    let rule = InstructionDifficulty(limit: 10)
    func verdict(_ given: Double, _ alone: Double, _ tokens: Int = 10) -> String {
      rule.verdict(.init(meanGivenPrompt: given, meanAlone: alone, tokens: tokens)).rawValue
    }
    #expect(verdict(1, 1) == "kept" && verdict(0.2, 1) == "kept")
    #expect(verdict(1.0000001, 1) == "not_helpful" && verdict(0.1999, 1) == "near_copy")
    #expect(verdict(0, 1) == "near_copy" && verdict(0, 0) == "not_helpful")
    #expect(verdict(.nan, 1) == "not_helpful" && verdict(.infinity, 1) == "not_helpful")
    #expect(verdict(9, 1, 11) == "too_long" && verdict(0.5, 1, 11) == "too_long")
    let samples = [0.5, 0.7, 0.7, 1.5, 0.1].map {
      InstructionDifficulty.Measurement(meanGivenPrompt: $0, meanAlone: 1, tokens: 2)
    }
    #expect(rule.top(1, of: samples) == [1, 2, 0] && rule.top(0.67, of: samples) == [1, 2])
    #expect(rule.top(0, of: samples) == [] && rule.top(0.3, of: samples) == [])
  }

  @Test func everyClusterKeepsItsQuota() {
    var random = CounterRandomText(seed: 31)
    for _ in 0..<200 {
      let count = 1 + random.integer(below: 40)
      let clusters = (0..<count).map { _ in random.integer(below: 5) }
      let utility = (0..<count).map { _ in Double(random.integer(below: 6)) / 5 }
      let quota = random.integer(below: 5)
      let dropped = UtilityPruning.dropped(clusters: clusters, utility: utility, quota: quota)
      #expect(dropped.count <= Int(Double(count) * 0.3) && Set(dropped).count == dropped.count)
      for cluster in Set(clusters) {
        let members = clusters.indices.filter { clusters[$0] == cluster }
        let left = members.filter { !dropped.contains($0) }
        #expect(left.count >= min(quota, members.count))
        // What is left of a cluster has no less utility than what went.
        let worst = left.map { utility[$0] }.min() ?? 1
        #expect(dropped.allSatisfy { clusters[$0] != cluster || utility[$0] <= worst })
      }
    }
    #expect(
      UtilityPruning.dropped(clusters: [0, 0, 0], utility: [1, .nan, 0], fraction: 0.4, quota: 0)
        == [1])
  }

  @Test func utilityFollowsNoveltyAndLoss() {
    typealias Signals = SampleUtility.Signals
    let losses = (0...100).map { Double($0) }
    let plain = SampleUtility(losses.map { Signals(loss: $0) })
    for (loss, utility) in zip(losses, plain.utility) {
      #expect(utility == (loss < 5 || loss > 98 ? 0 : 0.75))
    }
    #expect(
      plain.reasons[4] == .learned && plain.reasons[99] == .noise
        && plain.reasons[50] == .lowUtility)
    let flat = { (signals: [Signals]) in
      SampleUtility(signals, band: PercentileBand(low: 0, high: 100))
    }
    let novelty = flat([
      Signals(loss: 1, nearestCosine: 0.75), Signals(loss: 1, duplicateCount: 3),
      Signals(loss: 1, nearestCosine: -0.5), Signals(loss: .nan),
    ])
    #expect(novelty.utility == [0.1875, 0.25, 0.75, 0])
    #expect(novelty.reasons == [.redundant, .redundant, .lowUtility, .noise])
    let gains = flat([
      Signals(loss: 1, earlierLoss: 1), Signals(loss: 1, earlierLoss: 2),
      Signals(loss: 1, earlierLoss: 4), Signals(loss: 1),
    ])
    #expect(gains.utility == [0.5, 0.75, 1, 0.75])
  }
}
