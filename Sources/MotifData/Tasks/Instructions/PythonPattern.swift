/// A regular expression as Python's `re` reads it, over Unicode scalars.
///
/// Patterns of evaluation sets come from files, so that none may hang or trap: a pattern is compiled to
/// steps, and a search visits each step at each place once, in the order of a backtracking search.
/// O(text · steps), whatever the pattern, and as much again wherever it looks ahead or behind.
/// References to groups are not understood, and a repetition of what may be empty can end elsewhere.
/// Source: Cox, "Regular Expression Matching in the Wild" (2010).
package struct PythonPattern: Sendable {
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
    /// Notes the place as a border of a group: 2n where group n begins, 2n + 1 where it ends.
    case border(Int)
    /// Goes on where the look of that number says yes.
    case look(Int)
    case found
  }

  /// What must, or must not, follow or stand before a place, without being part of the match.
  struct Look: Sendable {
    let steps: [Step]
    let isNegated: Bool
    /// How many scalars before the place it begins; 0 looks ahead.
    let width: Int
  }

  /// One find of a pattern.
  package struct Match: Sendable, Equatable {
    /// Where it lies in the text.
    package let range: Range<Int>
    /// Where each group matched last, nil for one that took no part.
    package let groups: [Range<Int>?]
  }

  let steps: [Step]
  let looks: [Look]
  /// How many groups capture.
  package let groupCount: Int

  /// The pattern `source`; throws a sentence when it cannot be understood.
  ///
  /// - Parameters:
  ///   - ignoresCase: Python's `re.IGNORECASE`.
  ///   - isMultiline: Python's `re.MULTILINE`: `^` and `$` hold at line feeds.
  package init(
    _ source: String, ignoresCase: Bool = false, isMultiline: Bool = false
  ) throws(DataError) {
    var compiler = PatternCompiler(
      source, ignoresCase: ignoresCase, isMultiline: isMultiline)
    steps = try compiler.compile()
    (looks, groupCount) = (compiler.looks, compiler.groupCount)
  }

  /// Whether it is found anywhere.
  package func isFound(in text: [Unicode.Scalar]) -> Bool {
    finds(in: text, limit: 1).first != nil
  }

  /// Where it is found, from left to right, without overlaps.
  package func matches(in text: [Unicode.Scalar], limit: Int = .max) -> [Range<Int>] {
    finds(in: text, limit: limit).map(\.range)
  }

  /// Where it and its groups are found, from left to right, without overlaps.
  package func finds(in text: [Unicode.Scalar], limit: Int = .max) -> [Match] {
    var found: [Match] = []
    var visited = [Bool](repeating: false, count: steps.count * (text.count + 1))
    var (start, mustAdvance) = (0, false)
    while start <= text.count, found.count < limit {
      let match = Self.match(steps, self, text, from: start, mustAdvance: mustAdvance) { index in
        defer { visited[index] = true }
        return !visited[index]
      }
      guard let match else {
        (start, mustAdvance) = (start + 1, false)
        continue
      }
      found.append(match)
      let end = match.range.upperBound
      // Steps visited behind the end have failed; those at the end led to it.
      for step in steps.indices { visited[end * steps.count + step] = false }
      // Behind an empty match the same place may begin one that is not empty.
      (start, mustAdvance) = (end, end == start)
    }
    return found
  }

  /// The parts of `text` between the matches.
  package func split(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    var parts: [ArraySlice<Unicode.Scalar>] = []
    var start = 0
    for match in matches(in: text) where !match.isEmpty {
      parts.append(text[start..<match.lowerBound])
      start = match.upperBound
    }
    return parts + [text[start...]]
  }

  /// `text` without its matches.
  package func removed(from text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    split(text).flatMap { $0 }
  }

  /// What a search still has to do: go on, or forget a border that led nowhere.
  private enum Task {
    case visit(step: Int, place: Int)
    case restore(border: Int, place: Int)
  }

  /// The match of `steps` that starts at `start`; with `mustAdvance` it is not empty.
  ///
  /// - Parameter isNew: whether a step at a place, `place · steps + step`, was not visited before.
  private static func match(
    _ steps: [Step], _ pattern: PythonPattern, _ text: [Unicode.Scalar], from start: Int,
    mustAdvance: Bool, isNew: (Int) -> Bool
  ) -> Match? {
    var waiting = [Task.visit(step: 0, place: start)]
    var borders = [Int](repeating: -1, count: 2 * pattern.groupCount)
    while let task = waiting.popLast() {
      guard case .visit(let step, let place) = task else {
        if case .restore(let border, let place) = task { borders[border] = place }
        continue
      }
      guard isNew(place * steps.count + step) else { continue }
      let next = Task.visit(step: step + 1, place: place)
      switch steps[step] {
      case .one(let set):
        if place < text.count, set.contains(text[place]) {
          waiting.append(.visit(step: step + 1, place: place + 1))
        }
      case .assert(let assertion): if holds(assertion, place, text) { waiting.append(next) }
      case .look(let number):
        let look = pattern.looks[number]
        let seen = seen(by: look, pattern, place, text)
        guard (seen != nil) != look.isNegated else { break }
        // What a look that goes well has captured stays captured.
        for (group, range) in (seen?.groups ?? []).enumerated() {
          guard let range else { continue }
          for (border, place) in [(2 * group, range.lowerBound), (2 * group + 1, range.upperBound)]
          {
            waiting.append(.restore(border: border, place: borders[border]))
            borders[border] = place
          }
        }
        waiting.append(next)
      case .border(let border):
        waiting.append(.restore(border: border, place: borders[border]))
        borders[border] = place
        waiting.append(next)
      case .either(let first, let second):
        waiting.append(.visit(step: second, place: place))
        waiting.append(.visit(step: first, place: place))
      case .jump(let target): waiting.append(.visit(step: target, place: place))
      case .found:
        if mustAdvance && place == start { break }
        return Match(range: start..<place, groups: groups(borders))
      }
    }
    return nil
  }

  private static func groups(_ borders: [Int]) -> [Range<Int>?] {
    stride(from: 0, to: borders.count, by: 2).map {
      borders[$0] >= 0 && borders[$0 + 1] >= borders[$0] ? borders[$0]..<borders[$0 + 1] : nil
    }
  }

  /// What `look` finds at `place`; nil where there is nothing.
  private static func seen(
    by look: Look, _ pattern: PythonPattern, _ place: Int, _ text: [Unicode.Scalar]
  ) -> Match? {
    guard place >= look.width else { return nil }
    var visited = Set<Int>()
    return match(
      look.steps, pattern, text, from: place - look.width, mustAdvance: false
    ) { visited.insert($0).inserted }
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
