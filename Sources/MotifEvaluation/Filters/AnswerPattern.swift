package import MotifData

/// A pattern that finds the answer in a generated text.
///
/// Of the pattern's first group, or of all it matches where it has none. With several groups the first of
/// a match that is not empty counts. Source: the `regex` filter of lm-evaluation-harness.
package struct AnswerPattern: Sendable {
  /// Which of several matches counts.
  package enum Choice: String, Codable, Sendable, CaseIterable { case first, last }

  /// What a text gives that the pattern is not found in.
  package static let invalid = "[invalid]"

  private let pattern: PythonPattern
  private let choice: Choice
  private let fallback: String

  /// A filter by `pattern`.
  package init(
    _ pattern: PythonPattern, choice: Choice = .first, fallback: String = AnswerPattern.invalid
  ) {
    (self.pattern, self.choice, self.fallback) = (pattern, choice, fallback)
  }

  /// A filter by a pattern as Python's `re` reads it; throws a sentence when it cannot be understood.
  package init(
    _ pattern: String, choice: Choice = .first, fallback: String = AnswerPattern.invalid
  ) throws(DataError) {
    self.init(try PythonPattern(pattern), choice: choice, fallback: fallback)
  }

  /// The answer in `text`, without white space at its ends.
  package func answer(in text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let finds = pattern.finds(in: scalars, limit: choice == .first ? 1 : .max)
    guard let find = choice == .first ? finds.first : finds.last else { return fallback }
    let range: Range<Int>?
    switch pattern.groupCount {
    case 0: range = find.range
    case 1: range = find.groups[0] ?? find.range.lowerBound..<find.range.lowerBound
    default: range = find.groups.lazy.compactMap { $0 }.first { !$0.isEmpty }
    }
    guard let range else { return fallback }
    return String(String.UnicodeScalarView(Array(scalars[range]).stripped))
  }

  /// GSM8K's number behind `####`.
  package static func gsm8kStrict() throws(DataError) -> AnswerPattern {
    try AnswerPattern(##"#### (\-?[0-9\.\,]+)"##)
  }

  /// GSM8K's number behind `The answer is`, before one more character.
  package static func gsm8kThoughtStrict() throws(DataError) -> AnswerPattern {
    try AnswerPattern(#"The answer is (\-?[0-9\.\,]+)."#)
  }

  /// The last thing that looks like a number or a price.
  package static func lastNumber() throws(DataError) -> AnswerPattern {
    try AnswerPattern("(-?[$0-9.,]{2,})|(-?[0-9]+)", choice: .last)
  }

  /// What BIG-Bench-Hard's chain of thought ends with.
  package static func bigBenchHard() throws(DataError) -> AnswerPattern {
    try AnswerPattern("(?<=the answer is )(.*)(?=.)")
  }
}
