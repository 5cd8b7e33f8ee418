internal import MotifCore

/// Picks the next token from logits: greedy, or by chance among what the rules leave.
///
/// The rules act in the order of the properties: repetition penalty, temperature, top-k, top-p, min-p,
/// each on the distribution that those before it have left. A greedy sampler knows the repetition
/// penalty alone. Source: the logits processors of Hugging Face's transformers, in the order in which
/// its `generate` applies them.
public struct Sampler: Sendable {
  /// Makes tokens that stand in the text already less likely, above 1; 1 changes nothing.
  ///
  /// A logit above 0 is divided by it, one below 0 multiplied. Above 0.
  public var repetitionPenalty: Double
  /// 0 is greedy; larger values flatten the distribution.
  public var temperature: Double
  /// Only the k most likely tokens and those that tie with the k-th; 0 keeps all.
  public var topK: Int
  /// Only the likeliest tokens that together reach the probability p; 1 keeps all, 0 keeps one.
  public var topP: Double
  /// Only tokens with at least p times the probability of the likeliest; 0 keeps all.
  public var minP: Double
  private var random: CounterRandom

  /// A sampler whose choices are a function of `seed`, `sample`, the logits and the text so far.
  ///
  /// - Parameters:
  ///   - temperature: see ``temperature``.
  ///   - topK: see ``topK``.
  ///   - topP: see ``topP``.
  ///   - minP: see ``minP``.
  ///   - repetitionPenalty: see ``repetitionPenalty``.
  ///   - seed: the seed of the choices.
  ///   - sample: numbers the streams of one seed, for several texts after the same prompt.
  public init(
    temperature: Double = 0, topK: Int = 0, topP: Double = 1, minP: Double = 0,
    repetitionPenalty: Double = 1, seed: UInt64 = 0, sample: Int = 0
  ) {
    self.repetitionPenalty = repetitionPenalty
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
    random = CounterRandom(seed: seed, name: sample == 0 ? "sampler" : "sampler.\(sample)")
  }

  /// The id of the next token after `tokens`, which only the repetition penalty looks at.
  ///
  /// A greedy sampler takes the first of the best. O(V), O(V log V) when top-k or top-p is on.
  public mutating func next(_ logits: [Float], after tokens: [Int32] = []) -> Int32 {
    let scores = scores(logits, after: tokens)
    let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    guard temperature > 0 else { return Int32(best) }
    let weights = SamplingRules.weights(scores)
    var target = random.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      target -= weight
      if target < 0 { return Int32(index) }
    }
    return Int32(weights.lastIndex { $0 > 0 } ?? best)
  }

  /// What the rules make of `logits` after `tokens`: scores whose softmax is the distribution that is
  /// drawn from, −∞ for tokens that are left out.
  package func scores(_ logits: [Float], after tokens: [Int32]) -> [Double] {
    precondition(repetitionPenalty > 0, "a repetition penalty of \(repetitionPenalty)")
    var scores = logits.map(Double.init)
    SamplingRules.penalize(&scores, tokens, by: repetitionPenalty)
    guard temperature > 0 else { return scores }
    for index in scores.indices { scores[index] /= temperature }
    if topK > 0 { SamplingRules.keepTop(&scores, topK) }
    if topP < 1 { SamplingRules.keepNucleus(&scores, topP) }
    if minP > 0 { SamplingRules.keepLikely(&scores, minP) }
    return scores
  }
}
