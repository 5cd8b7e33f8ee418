import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Which tokens are written, and when writing ends.
@Suite struct GeneratorTests {
  private let model: CausalLanguageModel
  private let prompt: [Int32] = [3, 17, 5]

  init() throws {
    var config = try #require(ModelPresets.named("nano-seed"))
    config.layerCount = 2
    config.vocabSize = 50
    config.maxPositionEmbeddings = 12
    model = try CausalLanguageModel(config, seed: 8)
  }

  /// The likeliest continuation, each token from a pass over everything before it.
  private func recomputed(_ count: Int) -> [Int32] {
    var tokens = prompt
    for _ in 0..<count {
      let hidden = withoutGradients { model(TokenTensor(tokens, shape: [1, tokens.count])) }.hidden
      let logits = model.logits(hidden).values.suffix(50)
      let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
      tokens.append(Int32(best - logits.startIndex))
    }
    return Array(tokens.dropFirst(prompt.count))
  }

  private func written(
    _ count: Int, stopTokens: Set<Int32> = [], onToken: (Int32) -> Bool = { _ in true }
  ) -> [Int32] {
    var sampler = Sampler()
    return Generator(model).generate(
      prompt: prompt, count: count, sampler: &sampler, stopTokens: stopTokens, onToken: onToken)
  }

  @Test func greedyTextIsTheLikeliestContinuation() {
    #expect(written(6) == recomputed(6))
    #expect(written(0).isEmpty && written(-1).isEmpty)
  }

  @Test(arguments: [10, 1000, Int.max]) func theContextEndsTheText(_ count: Int) {
    // Twelve positions: three of the prompt, nine more, and the token after the last.
    #expect(written(count) == Array(recomputed(10).prefix(count)))
  }

  @Test func stopTokensAndTheCallerEndTheText() {
    let all = written(6)
    #expect(written(6, stopTokens: [all[0]]).isEmpty)
    let last = all[all.count - 1]
    let before = all.prefix { $0 != last }
    #expect(written(6, stopTokens: [last]) == Array(before))
    var heard: [Int32] = []
    let two = written(6) {
      heard.append($0)
      return heard.count < 2
    }
    #expect(two == Array(all.prefix(2)) && heard == two)
  }
}

/// Which of the likely tokens is taken.
@Suite struct SamplerTests {
  /// Probabilities 0.4, 0.3, 0.2 and 0.1 of tokens 2, 0, 3 and 1.
  private let logits: [Float] = [0.3, 0.1, 0.4, 0.2].map { Float(log(Double($0))) }

  private func shares(_ sampler: Sampler, draws: Int = 4000) -> [Double] {
    var sampler = sampler
    var counts = [Double](repeating: 0, count: logits.count)
    for _ in 0..<draws { counts[Int(sampler.next(logits))] += 1 }
    return counts.map { $0 / Double(draws) }
  }

  private func expect(_ shares: [Double], _ expected: [Double]) {
    for (share, wanted) in zip(shares, expected) {
      // Five deviations of 4000 draws; what is left out never comes.
      #expect(wanted == 0 ? share == 0 : abs(share - wanted) < 0.04, "\(shares)")
    }
  }

  @Test func greedyTakesTheFirstOfTheBest() {
    var sampler = Sampler()
    #expect(sampler.next(logits) == 2)
    #expect(sampler.next([1, 5, 5, 0]) == 1)
  }

  @Test func temperatureOneFollowsTheDistribution() {
    expect(shares(Sampler(temperature: 1, seed: 1)), [0.3, 0.1, 0.4, 0.2])
    // Squared and normalised.
    expect(shares(Sampler(temperature: 0.5, seed: 2)), [0.3, 0.1 / 3, 1.6 / 3, 0.4 / 3])
  }

  @Test func topKKeepsTheLikeliest() {
    expect(shares(Sampler(temperature: 1, topK: 1, seed: 3)), [0, 0, 1, 0])
    expect(shares(Sampler(temperature: 1, topK: 2, seed: 4)), [3.0 / 7, 0, 4.0 / 7, 0])
    expect(shares(Sampler(temperature: 1, topK: 9, seed: 5)), [0.3, 0.1, 0.4, 0.2])
  }

  @Test func topPKeepsTheSmallestSetThatReachesIt() {
    expect(shares(Sampler(temperature: 1, topP: 0.35, seed: 6)), [0, 0, 1, 0])
    expect(shares(Sampler(temperature: 1, topP: 0.65, seed: 7)), [3.0 / 7, 0, 4.0 / 7, 0])
    expect(shares(Sampler(temperature: 1, topP: 0.85, seed: 8)), [3.0 / 9, 0, 4.0 / 9, 2.0 / 9])
  }

  @Test func theSeedDecides() {
    func tokens(_ seed: UInt64) -> [Int32] {
      var sampler = Sampler(temperature: 1, seed: seed)
      return (0..<40).map { _ in sampler.next(logits) }
    }
    #expect(tokens(1) == tokens(1) && tokens(1) != tokens(2))
  }
}
