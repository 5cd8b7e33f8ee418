/// A mesh on which a model cannot be placed, in one sentence.
package struct ShardingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was asked for, why it cannot be, and what can.
  package let description: String

  /// An error with that sentence.
  package init(_ description: String) { self.description = description }
}
