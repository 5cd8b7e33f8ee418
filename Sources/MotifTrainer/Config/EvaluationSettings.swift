internal import MotifModel

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
