/// Cuts text into words; merges never cross a cut.
///
/// Digits may be cut off first; every piece is then cut by an expression, applied from left to right.
/// Hand-written scanners over UTF-8 give exactly what the expressions mean: linear time, no
/// regular-expression engine.
public struct PreTokenizer: Sendable, Hashable {
  /// What cuts a piece of text into words.
  package enum Expression: Sendable, CaseIterable {
    /// Words with one leading non-letter, digits in groups of up to three (cl100k, Llama 3).
    case digitGroups
    /// The same with every digit on its own (Qwen2).
    case singleDigits
    /// Words end where lower case turns to upper case, marks and contractions belong to them (o200k).
    case caseWords
    /// GPT-2's expression, as built into Hugging Face's `ByteLevel`.
    case gpt2
    /// No expression: a piece is one word.
    case whole
  }

  /// How digits, of any script, are cut off before the expression is applied.
  package enum DigitCut: Sendable {
    case individually, inRuns
  }

  /// What cuts a piece.
  package let expression: Expression
  /// How digits are cut off; nil leaves them to the expression.
  package let digits: DigitCut?

  /// Cuts digits off, then applies `expression`.
  package init(_ expression: Expression, digits: DigitCut? = nil) {
    self.expression = expression
    self.digits = digits
  }

  /// Words with one leading non-letter, digits in groups of up to three (cl100k, Llama 3).
  public static let digitGroups = PreTokenizer(.digitGroups)
  /// The same with every digit on its own (Qwen2): the choice for small models that must calculate.
  public static let singleDigits = PreTokenizer(.singleDigits)
  /// GPT-2's expression, as built into Hugging Face's `ByteLevel`.
  public static let gpt2 = PreTokenizer(.gpt2)

  /// The words of `text`, which concatenated give `text`.
  public func words(in text: String) -> [String] {
    var text = text
    var words: [String] = []
    text.withUTF8 { bytes in
      forEachWord(in: bytes) { words.append(String(decoding: bytes[$0], as: UTF8.self)) }
    }
    return words
  }

  /// Calls `body` with the byte range of every word of valid UTF-8 `bytes`, from left to right.
  func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    if expression == .whole, digits == nil {
      if !bytes.isEmpty { body(0..<bytes.count) }
      return
    }
    ScalarClass.basicPlane.withUnsafeBufferPointer { classes in
      let scanner = WordScanner(bytes: bytes, classes: classes)
      guard let digits else { return scanner.forEachWord(expression, body) }
      scanner.forEachPiece(digits) { piece in
        let rest = UnsafeBufferPointer(rebasing: bytes[piece])
        WordScanner(bytes: rest, classes: classes).forEachWord(expression) { word in
          body(piece.lowerBound + word.lowerBound..<piece.lowerBound + word.upperBound)
        }
      }
    }
  }
}

extension PreTokenizer.Expression {
  /// The regular expression, as it stands in a `tokenizer.json`; nil where there is none.
  package var pattern: String? {
    switch self {
    case .digitGroups: Self.modern(digits: #"\p{N}{1,3}"#)
    case .singleDigits: Self.modern(digits: #"\p{N}"#)
    case .caseWords: Self.caseSensitive
    case .gpt2:
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .whole: nil
    }
  }

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

  private static func modern(digits: String) -> String {
    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  private static var caseSensitive: String {
    let lead = #"[^\r\n\p{L}\p{N}]?"#
    let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
    let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
    return "\(lead)\(upper)*\(lower)+\(contractions)?|\(lead)\(upper)+\(lower)*\(contractions)?"
      + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }
}
