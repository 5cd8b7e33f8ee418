/// A regular expression as Python's `re` reads it, over Unicode scalars.
///
/// Patterns of evaluation sets come from files, so that none may hang or trap: a pattern is compiled to
/// steps, and a search visits each step at each place once, in the order of a backtracking search.
/// O(text · steps), whatever the pattern. Groups do not capture; references to groups and looking
/// around are not understood, and a repetition of what may be empty can end elsewhere. Source: Cox, "Regular Expression Matching in the Wild" (2010).
struct PythonPattern: Sendable {
  /// What a place in the text must be.
  enum Assertion: Sendable, Equatable {
    case start, end, veryEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
  }

  enum Step: Sendable {
    case one(ScalarSet)
    case assert(Assertion)
    /// Goes on at the first step, and where that fails at the second.
    case either(Int, Int)
    case jump(Int)
    case found
  }

  let steps: [Step]

  /// The pattern `source`; throws a sentence when it cannot be understood.
  ///
  /// - Parameters:
  ///   - ignoresCase: Python's `re.IGNORECASE`.
  ///   - isMultiline: Python's `re.MULTILINE`: `^` and `$` hold at line feeds.
  init(_ source: String, ignoresCase: Bool = false, isMultiline: Bool = false) throws(DataError) {
    var compiler = PatternCompiler(
      source, ignoresCase: ignoresCase, isMultiline: isMultiline)
    steps = try compiler.compile()
  }

  /// Whether it is found anywhere.
  func isFound(in text: [Unicode.Scalar]) -> Bool { matches(in: text, limit: 1).first != nil }

  /// Where it is found, from left to right, without overlaps.
  func matches(in text: [Unicode.Scalar], limit: Int = .max) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var visited = [Bool](repeating: false, count: steps.count * (text.count + 1))
    var (start, mustAdvance) = (0, false)
    while start <= text.count, found.count < limit {
      guard let end = match(text, from: start, mustAdvance: mustAdvance, &visited) else {
        (start, mustAdvance) = (start + 1, false)
        continue
      }
      found.append(start..<end)
      // Steps visited behind the end have failed; those at the end led to it.
      for step in steps.indices { visited[end * steps.count + step] = false }
      // Behind an empty match the same place may begin one that is not empty.
      (start, mustAdvance) = (end, end == start)
    }
    return found
  }

  /// The parts of `text` between the matches.
  func split(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    var parts: [ArraySlice<Unicode.Scalar>] = []
    var start = 0
    for match in matches(in: text) where !match.isEmpty {
      parts.append(text[start..<match.lowerBound])
      start = match.upperBound
    }
    return parts + [text[start...]]
  }

  /// Where a match that starts at `start` ends; with `mustAdvance` it is not empty.
  private func match(
    _ text: [Unicode.Scalar], from start: Int, mustAdvance: Bool, _ visited: inout [Bool]
  ) -> Int? {
    var waiting = [(step: 0, place: start)]
    while let (step, place) = waiting.popLast() {
      let index = place * steps.count + step
      if visited[index] { continue }
      visited[index] = true
      switch steps[step] {
      case .one(let set):
        if place < text.count, set.contains(text[place]) { waiting.append((step + 1, place + 1)) }
      case .assert(let assertion):
        if Self.holds(assertion, place, text) { waiting.append((step + 1, place)) }
      case .either(let first, let second):
        waiting.append((second, place))
        waiting.append((first, place))
      case .jump(let target): waiting.append((target, place))
      case .found: if !(mustAdvance && place == start) { return place }
      }
    }
    return nil
  }

  private static func holds(
    _ assertion: Assertion, _ place: Int, _ text: [Unicode.Scalar]
  ) -> Bool {
    switch assertion {
    case .start: return place == 0
    case .end:
      return place == text.count || (place == text.count - 1 && text[place] == "\n")
    case .veryEnd: return place == text.count
    case .lineStart: return place == 0 || text[place - 1] == "\n"
    case .lineEnd: return place == text.count || text[place] == "\n"
    case .wordBoundary, .noWordBoundary:
      let before = place > 0 && text[place - 1].isPythonWord
      let after = place < text.count && text[place].isPythonWord
      // An empty text has neither.
      return !text.isEmpty && (before != after) == (assertion == .wordBoundary)
    }
  }
}
