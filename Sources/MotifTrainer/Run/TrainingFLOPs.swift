/// What training has computed for the weights of a run, in floating-point operations.
///
/// A step costs as many as its tokens; how many a token costs is fixed until rows get another length.
/// The count is kept as what was computed up to that moment and the tokens since, not as a sum over
/// steps, so that a run which stops and goes on has the same bits as one that never stopped.
package struct TrainingFLOPs: Codable, Sendable, Equatable {
  /// Those up to token ``since``, with those of the weights that the run started from.
  package private(set) var before: Double
  /// The tokens that the run had read when a token last began to cost something else.
  package private(set) var since = 0
  /// Those of every token after that.
  package private(set) var perToken: Double

  /// The count of a run at its first token.
  ///
  /// - Parameters:
  ///   - before: what training took before the run, where it starts from trained weights.
  ///   - perToken: what a token takes, forward and backward.
  package init(before: Double = 0, perToken: Double) {
    (self.before, self.perToken) = (before, perToken)
  }

  /// Whether training can have computed this: numbers are finite and not negative.
  package var isPossible: Bool {
    before >= 0 && perToken >= 0 && before.isFinite && perToken.isFinite
  }

  /// What was computed when the run has read `tokens`.
  package func total(at tokens: Int) -> Double {
    before + (Double(tokens) - Double(since)) * perToken
  }

  /// Lets tokens cost `perToken` from the token `tokens` on; the same cost changes nothing.
  package mutating func change(toPerToken perToken: Double, at tokens: Int) {
    guard perToken != self.perToken else { return }
    before = total(at: tokens)
    (since, self.perToken) = (tokens, perToken)
  }
}
