/// A command line that makes no sense, in one sentence.
package struct UsageError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong and what was expected.
  package let description: String

  /// An error with that sentence.
  package init(_ description: String) { self.description = description }
}
