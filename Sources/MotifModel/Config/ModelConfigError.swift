/// Everything that is wrong with a model config.
public struct ModelConfigError: Error, CustomStringConvertible, Sendable, Equatable {
  /// One complaint.
  public struct Problem: Sendable, Equatable {
    /// The JSON key to change.
    public let key: String
    /// What is wrong and what was expected, without the key.
    public let reason: String

    /// A complaint about `key`.
    public init(key: String, reason: String) {
      self.key = key
      self.reason = reason
    }
  }

  /// The complaints, at least one.
  public let problems: [Problem]

  /// An error of one or more problems.
  public init(problems: [Problem]) { self.problems = problems }

  /// One `key: reason` a line.
  public var description: String {
    problems.map { "\($0.key): \($0.reason)" }.joined(separator: "\n")
  }
}
