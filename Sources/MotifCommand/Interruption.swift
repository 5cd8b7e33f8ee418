/// A task that a signal ended, in one sentence.
package struct Interruption: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was ended and what is left of it.
  package let description: String

  /// An end with that sentence.
  package init(_ description: String) { self.description = description }
}
