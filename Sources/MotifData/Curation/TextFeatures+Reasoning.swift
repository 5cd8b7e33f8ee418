extension TextFeatures {
  private static let markers: Set<String> = [
    "because", "therefore", "thus", "hence", "so", "since", "then", "first", "second", "next",
    "finally", "step", "suppose", "assume", "let", "if", "implies", "follows", "consequently",
    "따라서", "그러므로", "왜냐하면", "먼저", "그다음", "즉", "만약",
  ]

  /// What announces a final answer in the usual data sets.
  static let answerMarks = [
    "####", "\\boxed", "The answer is", "the answer is", "Answer:", "answer:", "답은", "정답",
  ]

  private static let operators: Set<Unicode.Scalar> = [
    "=", "<", ">", "≤", "≥", "≈", "≠", "→", "⇒", "∴",
  ]

  /// Markers, equations and numbered steps for each 100 words.
  static func reasoningDensity(_ text: String, _ words: [Substring]) -> Double {
    guard !words.isEmpty else { return 0 }
    let marked = words.count { word in
      isEquation(word) || markers.contains(bare(word).lowercased())
    }
    let steps = text.split(whereSeparator: \.isNewline).count { isStep($0) }
    return 100 * Double(marked + steps) / Double(words.count)
  }

  /// Whether a word holds a relation sign; a tag does not count.
  private static func isEquation(_ word: Substring) -> Bool {
    if word.first == "<", word.contains(">") { return false }
    return word.unicodeScalars.contains { operators.contains($0) }
  }

  /// Whether a line begins with a number and a point or bracket: `1. ` or `2) `.
  private static func isStep(_ line: Substring) -> Bool {
    let rest = line.drop { $0 == " " || $0 == "\t" }
    let digits = rest.prefix { $0.isNumber }
    guard (1...2).contains(digits.count) else { return false }
    let mark = rest.dropFirst(digits.count).prefix(2)
    return mark == ". " || mark == ") "
  }

  /// A word without what is neither letter nor digit around it.
  static func bare(_ word: Substring) -> Substring {
    let head = word.drop { !$0.isLetter && !$0.isNumber }
    guard let last = head.lastIndex(where: { $0.isLetter || $0.isNumber }) else { return "" }
    return head[...last]
  }

  /// The share of a prompt's numbers, and of its words that are capitalised inside a sentence, that
  /// are among `words`.
  static func coverage(of prompt: String, in words: [Substring]) -> Double {
    var entities: Set<String> = []
    var isStart = true
    for word in prompt.split(whereSeparator: \.isWhitespace) {
      let name = bare(word)
      if let first = name.first, first.isNumber || (first.isUppercase && !isStart && name.count > 1)
      {
        entities.insert(name.lowercased())
      }
      isStart = word.last.map { ".!?:。？！".contains($0) } ?? isStart
    }
    guard !entities.isEmpty else { return 1 }
    let found = entities.intersection(words.map { bare($0).lowercased() })
    return Double(found.count) / Double(entities.count)
  }
}
