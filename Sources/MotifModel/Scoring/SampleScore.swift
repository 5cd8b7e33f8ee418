/// What a model makes of a ``ScoringSample``.
package struct SampleScore: Sendable, Equatable {
  /// The negative log-likelihood of the tokens that count, summed, in nats.
  package internal(set) var nats = 0.0
  /// How many tokens count: those that are marked, but never the first.
  package internal(set) var count = 0
  /// The mean of the final hidden states of all tokens, of length one; empty where it was not asked for.
  package internal(set) var embedding: [Float] = []

  /// Nats a token that counts; not a number where none does.
  package var mean: Double { nats / Double(count) }
}
