/// One text of a corpus: what a model reads from its first token to the end-of-text token.
public struct Document: Sendable, Equatable {
  /// The text.
  public let text: String
  /// The domain that the mixture schedule weighs.
  public let domain: String
  /// −log₂ of the probability with which its generator makes it, first token included; nil for a text
  /// from elsewhere.
  package var entropyBits: Double?

  /// A text of the given domain.
  public init(text: String, domain: String) {
    self.text = text
    self.domain = domain
  }
}
