/// A command line that makes no sense, in one sentence.
public struct UsageError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong and what was expected.
  public let description: String

  /// An error with that sentence.
  public init(_ description: String) { self.description = description }
}
