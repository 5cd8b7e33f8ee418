package import MotifCore
internal import MotifData

/// What does not matter when answers are compared, as a task file says it.
package struct CompareSettings: Codable, Sendable, Equatable {
  /// Whether upper and lower case are the same.
  package var ignoreCase = false
  /// Whether ASCII punctuation is left out.
  package var ignorePunctuation = false
  /// Whether digits are left out.
  package var ignoreNumbers = false
  /// Patterns whose matches are removed first.
  package var remove: [String] = []

  /// The defaults.
  package init() {}

  /// The comparison; throws a sentence about a pattern that cannot be understood.
  func match() throws(DataError) -> ExactMatch {
    var match = ExactMatch()
    match.ignoresCase = ignoreCase
    match.ignoresPunctuation = ignorePunctuation
    match.ignoresNumbers = ignoreNumbers
    for pattern in remove { match.removed.append(try PythonPattern(pattern)) }
    return match
  }
}

extension CompareSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "ignoreCase", .bool, "Whether upper and lower case are the same.",
      alsoCalled: ["ignore_case"]),
    ConfigField(
      "ignorePunctuation", .bool, "Whether ASCII punctuation is left out.",
      alsoCalled: ["ignore_punctuation"]),
    ConfigField(
      "ignoreNumbers", .bool, "Whether the digits 0 to 9 are left out.",
      alsoCalled: ["ignore_numbers"]),
    ConfigField(
      "remove", .list(of: .text), "Patterns whose matches are removed first, in order.",
      alsoCalled: ["regexes_to_ignore"]),
  ]
}
