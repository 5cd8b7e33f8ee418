internal import MotifCore

/// The verdicts that count words, letters, lines and paragraphs.
extension Instruction {
  static let word = known(#"\w+"#)
  static let placeholder = known(#"\[.*?\]"#)
  private static let bullet = known(#"^\s*\*[^\*].*$"#, isMultiline: true)
  private static let dash = known(#"^\s*-.*$"#, isMultiline: true)
  private static let highlight = known(#"\*[^\n\*]*\*"#)
  private static let doubleHighlight = known(#"\*\*[^\n\*]*\*\*"#)
  private static let paragraphBreak = known(#"\s?\*\*\*\s?"#)
  private static let title = known(#"<<[^\n]+>>"#)
  static let answers = ["My answer is yes.", "My answer is no.", "My answer is maybe."]

  /// A pattern of the checkers themselves.
  private static func known(_ source: String, isMultiline: Bool = false) -> PythonPattern {
    guard let pattern = try? PythonPattern(source, isMultiline: isMultiline) else {
      preconditionFailure("the pattern \(source) of a checker cannot be compiled")
    }
    return pattern
  }

  func hasLetters(_ response: [Unicode.Scalar]) -> Bool {
    let letter = Array(text.unicodeScalars).lowered
    guard letter.count == 1 else { return relation.holds(0, count) }
    return relation.holds(response.lowered.count { $0 == letter[0] }, count)
  }

  func hasParagraphs(_ text: [Unicode.Scalar]) -> Bool {
    let parts = Self.paragraphBreak.split(text)
    var found = parts.count
    for (index, part) in parts.enumerated() where part.allSatisfy(\.isPythonSpace) {
      guard index == 0 || index == parts.count - 1 else { return false }
      found -= 1
    }
    return found == count
  }

  /// Counts paragraphs that are not empty, but looks up the wanted one among all.
  func hasFirstWord(_ text: [Unicode.Scalar]) -> Bool {
    let parts = text.parts(between: "\n\n")
    let filled = parts.count { !$0.stripped.isEmpty }
    guard place >= 1, place <= filled, let word = parts[place - 1].words.first else { return false }
    let start = word.drop { $0 == "'" }.drop { $0 == "\"" }
    let first = Array(start.prefix { !".,?!'\"".unicodeScalars.contains($0) }).lowered
    return filled == count && first.elementsEqual(Array(self.text.unicodeScalars).lowered)
  }

  func bullets(_ text: [Unicode.Scalar]) -> Int {
    Self.bullet.matches(in: text).count + Self.dash.matches(in: text).count
  }

  func highlights(_ text: [Unicode.Scalar]) -> Int {
    func filled(_ pattern: PythonPattern, _ marks: Int) -> Int {
      pattern.matches(in: text).count {
        !Array(text[$0].dropFirst(marks).dropLast(marks)).stripped { $0 == "*" }.stripped.isEmpty
      }
    }
    return filled(Self.highlight, 1) + filled(Self.doubleHighlight, 2)
  }

  func hasTitle(_ text: [Unicode.Scalar]) -> Bool {
    Self.title.matches(in: text).contains { range in
      let inside = text[range].drop { $0 == "<" }
      let end = inside.lastIndex { $0 != ">" }
      return end.map { !Array(inside[...$0]).stripped.isEmpty } ?? false
    }
  }

  func isTwoResponses(_ text: [Unicode.Scalar]) -> Bool {
    let parts = text.parts(between: "******")
    var filled: [[Unicode.Scalar]] = []
    for (index, part) in parts.enumerated() {
      let part = part.stripped
      if !part.isEmpty {
        filled.append(part)
      } else if index != 0, index != parts.count - 1 {
        return false
      }
    }
    return filled.count == 2 && filled[0] != filled[1]
  }

  func isQuoted(_ text: [Unicode.Scalar]) -> Bool {
    text.count > 1 && text[0] == "\"" && text[text.count - 1] == "\""
  }

  /// Whether a text is JSON to Python, alone or inside a fence.
  static func isJSON(_ text: [Unicode.Scalar]) -> Bool {
    var text = text.stripped[...]
    for fence in ["```json", "```Json", "```JSON", "```"]
    where text.starts(with: fence.unicodeScalars) {
      text = text.dropFirst(fence.unicodeScalars.count)
    }
    if text.reversed().starts(with: "```".unicodeScalars) { text = text.dropLast(3) }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: Array(text).stripped)
    return PythonJSON.accepts(String(result))
  }

  /// Words as a tokenizer of treebanks cuts them: punctuation and clitics apart, hyphens inside.
  static func tokens(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    let apart = Set(",;:@#$%&?!\"()[]{}<>“”«»".unicodeScalars)
    return text.words.flatMap { word in
      word.split(whereSeparator: apart.contains).flatMap { part in
        let part = Array(part)
        guard let quote = part.lastIndex(where: { $0 == "'" || $0 == "’" }), quote > 0 else {
          return [part]
        }
        return [Array(part[..<quote]), Array(part[quote...])]
      }
    }
  }
}
