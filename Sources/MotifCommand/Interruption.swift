/// A task that a signal ended, in one sentence.
public struct Interruption: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was ended and what is left of it.
  public let description: String

  /// An end with that sentence.
  public init(_ description: String) { self.description = description }
}
