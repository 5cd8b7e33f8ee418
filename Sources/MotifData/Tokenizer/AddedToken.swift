/// A token that stands for itself: it is found in the text before pre-tokenisation and never merges.
public struct AddedToken: Sendable, Hashable {
  /// What a match asks of the text around it, and what it takes from it.
  package struct Matching: Sendable, Hashable {
    /// Whether white space before the token belongs to it (`lstrip`).
    package var takesSpaceBefore = false
    /// Whether white space after the token belongs to it (`rstrip`).
    package var takesSpaceAfter = false
    /// Whether letters, digits, marks and underscores beside the token forbid it (`single_word`).
    package var isWholeWord = false
    /// Whether the token is sought in the normalised text (`normalized`).
    package var isNormalized = false
  }

  /// Its number.
  public let id: Int32
  /// Its text.
  public let content: String
  /// Whether decoding can skip it (control tokens) or never does (ordinary words).
  public let isSpecial: Bool
  /// How it is found.
  package let matching: Matching

  /// A token of the given number and text.
  public init(id: Int32, content: String, isSpecial: Bool = true) {
    self.init(id: id, content: content, isSpecial: isSpecial, matching: Matching())
  }

  package init(id: Int32, content: String, isSpecial: Bool, matching: Matching) {
    self.id = id
    self.content = content
    self.isSpecial = isSpecial
    self.matching = matching
  }
}
