package import MotifCore

/// How an answer is found in a text, as a task file says it.
package struct FilterSettings: Codable, Sendable, Equatable {
  /// What stands beside the metric's name.
  package var name = "pattern"
  /// A regular expression as Python reads it; its first group is the answer.
  package var pattern = ""
  /// Which of several finds counts.
  package var take = AnswerPattern.Choice.first

  /// The defaults.
  package init() {}

  /// Filters by `pattern`.
  init(_ name: String, _ pattern: String, take: AnswerPattern.Choice = .first) {
    (self.name, self.pattern, self.take) = (name, pattern, take)
  }
}

extension FilterSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("name", .text, "What stands beside the metric's name in the results."),
    ConfigField(
      "pattern", .text,
      "A regular expression as Python reads it. Its first group is the answer, or all it matches.",
      alsoCalled: ["regex", "regex_pattern"]),
    ConfigField(
      "take", .oneOf(AnswerPattern.Choice.self), "Which of several finds counts.",
      alsoCalled: ["group_select"]),
  ]
}
