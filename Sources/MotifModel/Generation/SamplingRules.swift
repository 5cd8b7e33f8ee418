internal import Foundation

/// The rules that turn logits into the distribution a ``Sampler`` draws from.
///
/// Each changes scores in place and leaves a token out by −∞. Nothing is normalised in between: a
/// probability is always one of what is left.
enum SamplingRules {
  /// `exp(score − largest)`: the softmax before it is divided by its sum.
  static func weights(_ scores: [Double]) -> [Double] {
    let peak = scores.max() ?? 0
    return scores.map { exp($0 - peak) }
  }

  /// Divides scores of `tokens` above 0 by `penalty` and multiplies those below, each token once.
  static func penalize(_ scores: inout [Double], _ tokens: [Int32], by penalty: Double) {
    guard penalty != 1 else { return }
    for token in Set(tokens) where scores.indices.contains(Int(token)) {
      let score = scores[Int(token)]
      scores[Int(token)] = score < 0 ? score * penalty : score / penalty
    }
  }

  /// Leaves out scores below the `count`-th largest; all that tie with it stay.
  static func keepTop(_ scores: inout [Double], _ count: Int) {
    guard count < scores.count else { return }
    let border = scores.sorted(by: >)[count - 1]
    for index in scores.indices where scores[index] < border { scores[index] = -.infinity }
  }

  /// Leaves out the least likely tokens as long as they and all below them have at most the
  /// probability 1 − `mass` together; of equal ones the first go first, and the last token stays.
  static func keepNucleus(_ scores: inout [Double], _ mass: Double) {
    let weights = weights(scores)
    let ascending = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    let total = ascending.reduce(0) { $0 + weights[$1] }
    var sum = 0.0
    for index in ascending.dropLast() {
      sum += weights[index] / total
      guard sum <= 1 - mass else { return }
      scores[index] = -.infinity
    }
  }

  /// Leaves out tokens with less than `share` of the largest probability.
  static func keepLikely(_ scores: inout [Double], _ share: Double) {
    let weights = weights(scores)
    let total = weights.reduce(0, +)
    let border = share * ((weights.max() ?? 0) / total)
    for index in scores.indices where weights[index] / total < border {
      scores[index] = -.infinity
    }
  }
}
