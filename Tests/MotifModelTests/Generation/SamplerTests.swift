import Foundation
import MotifModel
import Testing

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
