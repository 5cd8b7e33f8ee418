/// How a program that a model wrote came to its end.
package struct ProgramOutcome: Codable, Sendable, Equatable {
  /// Whether it ran to its end without an error: it passed its tests.
  package var isPassed: Bool
  /// Why it ended, for people: `passed`, `failed`, `out of time`, or the signal.
  package var end: String
  /// The last of what it printed.
  package var output: String
  /// How long it ran.
  package var seconds: Double
}
