/// A word, a number, a string literal or one character of Swift code.
struct Token: Sendable {
  /// What a token is.
  enum Kind: Sendable {
    /// An identifier or keyword.
    case word
    /// An identifier in backticks, which is never a keyword; `text` is without them.
    case escapedWord
    /// A literal that starts with a digit.
    case number
    /// A string literal; `text` is what stands between its quotes.
    case string
    /// One byte that belongs to none of the others.
    case symbol
  }

  let kind: Kind
  var text: String
  /// Counted from 1.
  let line: Int
  /// Whether it is the first of its line, and not in an interpolation.
  let startsLine: Bool
  /// Whether nothing stands between it and the token before it.
  let touches: Bool

  /// Whether it is an identifier or a keyword.
  var isWord: Bool { kind == .word || kind == .escapedWord }

  /// Whether it is this character, and not a string literal that holds it.
  func isSymbol(_ character: String) -> Bool { kind == .symbol && text == character }

  /// Whether it is this keyword.
  func isKeyword(_ word: String) -> Bool { kind == .word && text == word }
}
