import Foundation
import MotifModel
import Testing

/// What stays of a distribution, on ties and at the borders.
@Suite struct SamplingRulesTests {
  /// Scores of probabilities 1/8, 1/2, 1/8 and 1/4, which halves add up to exactly.
  private let logits: [Float] = [-3, -1, -3, -2].map { $0 * Float(log(2.0)) }

  private func kept(
    _ sampler: Sampler, _ logits: [Float]? = nil, after tokens: [Int32] = []
  ) -> [Int] {
    let scores = sampler.scores(logits ?? self.logits, after: tokens)
    return scores.indices.filter { scores[$0].isFinite }
  }

  @Test func topKKeepsAllThatTieWithTheLast() {
    #expect(kept(Sampler(temperature: 1, topK: 1)) == [1])
    #expect(kept(Sampler(temperature: 1, topK: 3)) == [0, 1, 2, 3])
    #expect(kept(Sampler(temperature: 1, topK: 2), [4, 4, 4, 1]) == [0, 1, 2])
    #expect(kept(Sampler(temperature: 1, topK: 9)) == [0, 1, 2, 3])
  }

  @Test func topPRemovesTheLowerIndexOfEqualsFirst() {
    #expect(kept(Sampler(temperature: 1, topP: 0)) == [1])
    #expect(kept(Sampler(temperature: 1, topP: 0), [7, 7, 7]) == [2])
    #expect(kept(Sampler(temperature: 1, topP: 0.8)) == [1, 2, 3])
    #expect(kept(Sampler(temperature: 1, topP: 0.6)) == [1, 3])
    #expect(kept(Sampler(temperature: 1, topP: 1), [0, -.infinity, 0]) == [0, 2])
  }

  @Test func minPKeepsWhatLiesOnTheBorder() {
    #expect(kept(Sampler(temperature: 1, minP: 1), [2, 5, 5, 1]) == [1, 2])
    #expect(kept(Sampler(temperature: 1, minP: 0.24)) == [0, 1, 2, 3])
    #expect(kept(Sampler(temperature: 1, minP: 0.26)) == [1, 3])
    // Temperature comes first: at 0.5 the probabilities are squared before they are compared.
    #expect(kept(Sampler(temperature: 0.5, minP: 0.26)) == [1])
  }

  @Test func eachRuleSeesWhatIsLeft() {
    // Of the two that top-k leaves, 1/4 is a third: top-p of 0.6 then removes it.
    #expect(kept(Sampler(temperature: 1, topK: 2, topP: 0.6)) == [1])
    #expect(kept(Sampler(temperature: 1, topK: 2, topP: 0.7)) == [1, 3])
  }

  @Test func aPenaltyCountsEachTokenOnce() {
    let sampler = Sampler(repetitionPenalty: 2)
    #expect(
      sampler.scores([3, -3, 0, -.infinity], after: [0, 1, 1, 0, 2, 3]) == [1.5, -6, 0, -.infinity])
    // An id beyond the vocabulary, such as one of a padded embedding, has no score.
    #expect(sampler.scores([3, 1], after: [7, -1]) == [3, 1])
    #expect(Sampler(temperature: 1).scores([3, 1], after: [0]) == [3, 1])
  }

  @Test func aGreedySamplerKnowsThePenaltyAlone() {
    var greedy = Sampler(topK: 1, topP: 0.1, minP: 1, repetitionPenalty: 4)
    #expect(greedy.next([5, 4, 1], after: []) == 0)
    #expect(greedy.next([5, 4, 1], after: [0]) == 1)
    #expect(greedy.next([5, 4, 1], after: [0, 1]) == 0)
  }

  @Test func samplesOfOneSeedDiffer() {
    func tokens(seed: UInt64, sample: Int) -> [Int32] {
      var sampler = Sampler(temperature: 1, seed: seed, sample: sample)
      return (0..<40).map { _ in sampler.next(logits) }
    }
    #expect(tokens(seed: 1, sample: 1) == tokens(seed: 1, sample: 1))
    let all = (0..<4).map { tokens(seed: 1, sample: $0) } + [tokens(seed: 2, sample: 0)]
    #expect(Set(all).count == 5)
  }
}
