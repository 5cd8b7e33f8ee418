/// A number that is infinite, not a number, or far out of line where training needs a sane one.
public struct NumericError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong with the number.
  public enum Cause: String, Codable, Sendable {
    /// It is infinite or not a number.
    case notFinite
    /// It is a loss far above those of the steps before.
    case spike
  }

  /// What is not as it should be, and what was left undone.
  public let description: String
  /// What is wrong with it.
  public let cause: Cause

  /// An error with that sentence.
  public init(_ description: String, cause: Cause = .notFinite) {
    self.description = description
    self.cause = cause
  }
}
