/// How the answers of a family are written, and which texts say the same.
enum AnswerForm: Sendable, Equatable {
  /// A number: `17`, `-3/4`, `0.75`.
  case number
  /// One of these words, in any case.
  case word([String])
  /// Words or numbers in their order, between white space or between commas, in brackets or bare.
  case sequence
  /// The same in any order, each once; `{}` without any.
  case set
  /// Signs; white space between them does not count.
  case symbols
  /// One word of letters and digits, in any case, perhaps after a minus.
  case literal
  /// A sentence; runs of white space and the full stop do not count.
  case sentence

  /// Whether `text` gives `answer` and no other.
  ///
  /// Every line that says `Answer:` must give it, or the text as a whole where none does.
  func accepts(_ text: String, as answer: String) -> Bool {
    guard let expected = canonical(answer) else { return false }
    let marked = AnswerText.marked(in: text)
    if marked.isEmpty { return gives(expected, AnswerText.trimmed(text)) }
    return marked.allSatisfy { gives(expected, AnswerText.trimmed($0)) }
  }

  private func gives(_ expected: [String], _ text: Substring) -> Bool {
    let withoutStop = AnswerText.withoutStop(text)
    if canonical(text) == expected || canonical(withoutStop) == expected { return true }
    if let rest = AnswerText.afterLeadIn(withoutStop, verbs: allowsVerbs),
      let found = canonical(rest)
    {
      return found == expected
    }
    switch self {
    case .number, .word: return containsOnly(expected, text)
    case .sequence, .set, .symbols, .literal, .sentence: return false
    }
  }

  /// Sentences and signs may contain the verbs that introduce other answers.
  private var allowsVerbs: Bool { self != .sentence && self != .symbols }

  /// Whether the only answer among the words of `text` is `expected`, and nothing denies it.
  private func containsOnly(_ expected: [String], _ text: Substring) -> Bool {
    guard let words = AnswerText.words(of: text) else { return false }
    let found = words.compactMap { canonical($0) }
    guard found == [expected] else { return false }
    return !words.contains { word in
      canonical(word) == nil
        && (AnswerText.denials.contains(word.lowercased()) || word.contains(where: \.isNumber))
    }
  }

  /// What is compared; nil where `text` is not of this form.
  func canonical(_ text: some StringProtocol) -> [String]? {
    switch self {
    case .number:
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      return Rational(text: parts.map { AnswerText.trimmed($0) }.joined(separator: "/"))
        .map { [$0.text] }
    case .word(let choices):
      let word = text.lowercased()
      return choices.contains { $0.lowercased() == word } ? [word] : nil
    case .sequence: return AnswerText.elements(of: text)
    case .set:
      if ["{}", "{ }", "∅", "none", "empty", "the empty set"].contains(text.lowercased()) {
        return []
      }
      guard let elements = AnswerText.elements(of: text)?.sorted() else { return nil }
      return zip(elements, elements.dropFirst()).allSatisfy { $0 != $1 } ? elements : nil
    case .symbols:
      let signs = String(text.filter { !$0.isWhitespace })
      return signs.isEmpty ? nil : [signs]
    case .literal:
      let letters = Substring(text).dropFirst(text.hasPrefix("-") ? 1 : 0)
      return !letters.isEmpty && letters.allSatisfy { $0.isLetter || $0.isNumber }
        ? [text.lowercased()] : nil
    case .sentence:
      let words = AnswerText.withoutStop(text).split(whereSeparator: \.isWhitespace)
      return words.isEmpty ? nil : words.map(String.init)
    }
  }
}
