/// What an evaluation asks: likelihoods of continuations, and texts.
package protocol EvaluatedModel {
  /// Tells one model from another, so that no evaluation goes on with a different one.
  var identity: String { get }
  /// The log-likelihood of each continuation behind its context, in nats.
  func logLikelihoods(_ requests: [LikelihoodRequest]) -> [ModelAnswer<Double>]
  /// The text behind each prompt, up to its stops.
  func texts(_ requests: [TextRequest]) throws -> [ModelAnswer<String>]
  /// The log-likelihood of a long text, each token predicted once; nil when `progress`, which is told of
  /// tokens done and of all, said no.
  func logLikelihood(ofText text: String, progress: (Int, Int) -> Bool) -> Double?
}

/// A continuation whose likelihood is asked for.
package struct LikelihoodRequest: Sendable, Equatable {
  /// What stands before it.
  package let context: String
  /// What counts.
  package let continuation: String

  /// A request.
  package init(context: String, continuation: String) {
    (self.context, self.continuation) = (context, continuation)
  }
}
