/// One mistake in a JSON text.
package struct JSONMistake: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where it stands.
  package let origin: ValueOrigin
  /// The key concerned; empty when a mistake is not about one key.
  package let key: String
  /// What is wrong and what was expected.
  package let message: String

  /// A mistake at `origin`.
  package init(_ origin: ValueOrigin, key: String = "", _ message: String) {
    self.origin = origin
    self.key = key
    self.message = message
  }

  /// The sentence `file:line:column: key: what`.
  package var description: String {
    "\(origin): " + (key.isEmpty ? "" : "\(key): ") + message
  }
}

/// Everything that is wrong with a JSON text: one mistake of syntax, or all keys that appear twice.
package struct JSONErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// The mistakes in the order of the text.
  package let mistakes: [JSONMistake]

  /// At least one mistake.
  package init(_ mistakes: [JSONMistake]) { self.mistakes = mistakes }

  /// One mistake a line.
  package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
