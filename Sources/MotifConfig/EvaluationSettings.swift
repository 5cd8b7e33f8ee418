package import MotifCore

/// Measurements on held-out documents.
public struct EvaluationSettings: Codable, Sendable, Equatable {
  /// Steps between evaluations; 0 evaluates only at the end.
  public var interval = 100
  /// How many tokens of each domain to measure the loss on at most.
  public var maxTokens = 20_000
  /// How many questions with one right answer to ask of each domain that has them.
  public var items = 50
  /// What an `evaluate` stage asks: tasks by name, families of tasks, and task files.
  public var tasks: [String] = []
  /// The folder with the files of the tasks that are known by name.
  public var data = ""
  /// How many questions of each task an `evaluate` stage asks at most; 0 asks all.
  public var limit = 0

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
    ConfigField(
      "tasks", .list(of: .text),
      "What an evaluate stage asks: tasks by name and families (motif-train evaluate --list), and task "
        + "files, which end in .json.", alsoCalled: ["benchmarks"]),
    ConfigField(
      "data", .path,
      "The folder with the files of the tasks that are known by name, for an evaluate stage.",
      alsoCalled: ["folder"]),
    ConfigField(
      "limit", .countOrZero,
      "Questions of each task an evaluate stage asks at most; 0 asks all (of families 200)."),
  ]
}
