/// A program of a small stack language: words that act on a stack of whole numbers.
///
/// A number is put on top. `add`, `sub`, `mul`, `max` and `min` replace the two on top, of which the
/// upper one is the second, by the result; `dup` repeats the top, `drop` removes it, `swap` exchanges
/// the two on top, `over` repeats the one below the top on top, `neg` changes the sign of the top.
struct StackProgram: Equatable {
  /// One word.
  enum Word: Equatable {
    case number(Int)
    case add, sub, mul, max, min, dup, drop, swap, over, neg

    /// The words that are no numbers.
    static let named: [(name: String, word: Word)] = [
      ("add", .add), ("sub", .sub), ("mul", .mul), ("max", .max), ("min", .min), ("dup", .dup),
      ("drop", .drop), ("swap", .swap), ("over", .over), ("neg", .neg),
    ]

    var text: String {
      if case .number(let value) = self { return "\(value)" }
      return Self.named.first { $0.word == self }?.name ?? ""
    }
  }

  /// A program has at most so many words.
  static let longest = 64
  /// What prompts say about the language.
  static let rules =
    "In a stack language a number is put on top; add, sub, mul, max and min replace the two on top, "
    + "the upper one being the second; dup repeats the top, drop removes it, swap exchanges the two "
    + "on top, over repeats the second on top, neg changes the sign."

  let words: [Word]

  /// A program of these words.
  init(_ words: [Word]) { self.words = words }

  /// The program that `text` is, words between white space; nil where it is none or too long.
  init?(text: some StringProtocol) {
    var words: [Word] = []
    for piece in text.split(whereSeparator: \.isWhitespace) {
      if let named = Word.named.first(where: { $0.name == piece }) {
        words.append(named.word)
      } else if let value = Rational(text: piece), value.denominator == 1, "\(value.text)" == piece
      {
        words.append(.number(value.numerator))
      } else {
        return nil
      }
    }
    guard !words.isEmpty, words.count <= Self.longest else { return nil }
    self.words = words
  }

  var text: String { words.map(\.text).joined(separator: " ") }

  /// The stack, bottom first, after the program has run on `stack`; nil where a word lacks numbers or a
  /// result is too large.
  func run(_ stack: [Int]) -> [Int]? {
    var stack = stack
    for word in words where !Self.apply(word, &stack) { return nil }
    return stack
  }

  /// Does one word; false where it cannot be done.
  static func apply(_ word: Word, _ stack: inout [Int]) -> Bool {
    switch word {
    case .number(let value):
      stack.append(value)
      return true
    case .dup, .drop, .neg:
      guard let top = stack.popLast() else { return false }
      if word == .neg { stack.append(top == .min ? 0 : -top) }
      if word == .dup { stack += [top, top] }
      return top != .min
    case .add, .sub, .mul, .max, .min, .swap, .over:
      guard stack.count >= 2 else { return false }
      let second = stack.removeLast()
      let first = stack.removeLast()
      guard let result = Self.joined(word, first, second) else { return false }
      stack += result
      return true
    }
  }

  private static func joined(_ word: Word, _ first: Int, _ second: Int) -> [Int]? {
    func whole(_ result: (partialValue: Int, overflow: Bool)) -> [Int]? {
      result.overflow ? nil : [result.partialValue]
    }
    return switch word {
    case .add: whole(first.addingReportingOverflow(second))
    case .sub: whole(first.subtractingReportingOverflow(second))
    case .mul: whole(first.multipliedReportingOverflow(by: second))
    case .max: [Swift.max(first, second)]
    case .min: [Swift.min(first, second)]
    case .swap: [second, first]
    case .over: [first, second, first]
    case .number, .dup, .drop, .neg: nil
    }
  }
}
