/// Where an answer stands in a text, and the parts that it consists of.
enum AnswerText {
  /// What follows `Answer:` up to the end of the line, for every such line of `text`.
  static func marked(in text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let trimmed = line.drop(while: \.isWhitespace)
      return trimmed.lowercased().hasPrefix("answer:") ? trimmed.dropFirst("answer:".count) : nil
    }
  }

  /// `text` without the white space around it.
  static func trimmed(_ text: some StringProtocol) -> Substring {
    var rest = Substring(text)
    while rest.first?.isWhitespace ?? false { rest.removeFirst() }
    while rest.last?.isWhitespace ?? false { rest.removeLast() }
    return rest
  }

  /// `text` without the full stop at its end.
  static func withoutStop(_ text: some StringProtocol) -> Substring {
    let rest = Substring(text)
    return rest.hasSuffix(".") && !rest.hasSuffix("..") ? trimmed(rest.dropLast()) : rest
  }

  /// What follows the last "is", "are", "=" or ":" that itself follows a word or number; nil without one.
  static func afterLeadIn(_ text: Substring, verbs: Bool) -> Substring? {
    let ends = verbs ? [" is ", " are ", " = ", ": "] : [": "]
    let lowered = text.lowercased()
    // Case changes no length in the scripts that answers use; others have no lead-in.
    guard lowered.utf8.count == text.utf8.count else { return nil }
    var best: String.Index?
    for end in ends {
      guard let found = lowered.ranges(of: end).last else { continue }
      best = max(best ?? found.upperBound, found.upperBound)
    }
    guard let best else { return nil }
    let offset = lowered.utf8.distance(from: lowered.startIndex, to: best)
    let place = text.utf8.index(text.startIndex, offsetBy: offset)
    let before = text[..<place]
    guard before.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    let isDenied = words(of: before)?.contains { denials.contains($0.lowercased()) } ?? false
    return isDenied ? nil : trimmed(text[place...])
  }

  /// Words after which a text does not mean what it then says.
  static let denials: Set<String> = [
    "not", "no", "never", "nor", "or", "either", "neither", "except", "minus", "isn't", "aren't",
    "cannot", "can't", "doesn't", "don't", "wrong", "false",
  ]

  /// The words of a sentence without its punctuation; nil where it has other signs.
  static func words(of text: Substring) -> [Substring]? {
    var words: [Substring] = []
    for piece in text.split(whereSeparator: \.isWhitespace) {
      var word = piece
      while let last = word.last, ".,:;!?)\"".contains(last) { word.removeLast() }
      while let first = word.first, "(\"".contains(first) { word.removeFirst() }
      if word.isEmpty { return nil }
      words.append(word)
    }
    return words
  }

  /// The elements of a list, between white space or between commas, in one pair of brackets or none.
  static func elements(of text: some StringProtocol) -> [String]? {
    var list = Substring(text)
    for (open, close) in [("[", "]"), ("{", "}"), ("(", ")")]
    where list.hasPrefix(open) && list.hasSuffix(close) && list.count >= 2 {
      list = trimmed(list.dropFirst().dropLast())
      break
    }
    let pieces =
      list.contains(",")
      ? list.split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
      : list.split(whereSeparator: \.isWhitespace)
    let areWords = pieces.allSatisfy { piece in
      let digits = piece.hasPrefix("-") ? piece.dropFirst() : piece
      return !digits.isEmpty && digits.allSatisfy { $0.isLetter || $0.isNumber }
    }
    return pieces.isEmpty || !areWords ? nil : pieces.map { $0.lowercased() }
  }
}
