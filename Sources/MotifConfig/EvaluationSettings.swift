package import MotifCore

/// Measurements on held-out documents.
public struct EvaluationSettings: Codable, Sendable, Equatable {
  /// Steps between evaluations; 0 evaluates only at the end.
  public var interval = 100
  /// How many tokens of each domain to measure the loss on at most.
  public var maxTokens = 20_000
  /// How many questions with one right answer to ask of each domain that has them.
  public var items = 50

  /// The defaults.
  public init() {}
}

extension EvaluationSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "interval", .countOrZero, "Steps between evaluations; 0 only at the end."),
    ConfigField(
      "maxTokens", .count, "Tokens of each domain to measure the loss on at most."),
    ConfigField(
      "items", .countOrZero, "Questions with one right answer to ask of each domain."),
  ]
}
