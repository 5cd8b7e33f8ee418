/// One text of a corpus: what a model reads from its first token to the end-of-text token.
public struct Document: Sendable, Equatable {
  /// The text.
  public let text: String
  /// The domain that the mixture schedule weighs.
  public let domain: String

  /// A text of the given domain.
  public init(text: String, domain: String) {
    self.text = text
    self.domain = domain
  }
}
