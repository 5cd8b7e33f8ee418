package import MotifModel

/// What training has computed for the weights of a run, in floating-point operations.
///
/// A step costs as many as its tokens and the pairs of tokens that see each other. Both are kept as
/// whole numbers beside their cost, not as a sum over steps, so that a run which stops and goes on has
/// the same bits as one that never stopped.
package struct TrainingFLOPs: Codable, Sendable, Equatable {
  /// Those before the cost last changed, with those of the weights that the run started from.
  package private(set) var before: Double
  private var perToken: Double
  private var perPair: Double
  /// Tokens at the present cost.
  private var tokens = 0
  /// Pairs of tokens at the present cost.
  private var pairs = 0

  /// The count of a run at its first token; `before` is what training took for trained weights.
  package init(before: Double = 0, cost: TrainingCost) {
    self.before = before
    (perToken, perPair) = (cost.perToken, cost.perPair)
  }

  /// Whether training can have computed this: nothing is negative, infinite or near an overflow.
  package var isPossible: Bool {
    [before, perToken, perPair].allSatisfy { $0 >= 0 && $0.isFinite }
      && [tokens, pairs].allSatisfy { 0...(1 << 61) ~= $0 }
  }

  /// What was computed so far.
  package var total: Double { before + of(tokens: tokens, pairs: pairs) }

  /// What `tokens` tokens with `pairs` pairs that see each other take.
  package func of(tokens: Int, pairs: Int) -> Double {
    Double(tokens) * perToken + Double(pairs) * perPair
  }

  /// Counts tokens that were trained on.
  package mutating func add(tokens: Int, pairs: Int) {
    self.tokens += tokens
    self.pairs += pairs
  }

  /// Lets tokens cost `cost` from here on; the same cost changes nothing.
  package mutating func change(to cost: TrainingCost) {
    guard cost != TrainingCost(perToken: perToken, perPair: perPair) else { return }
    self = TrainingFLOPs(before: total, cost: cost)
  }
}
