/// One thing that is wrong with a config.
public struct ConfigIssue: Sendable, Equatable, CustomStringConvertible {
  /// Where the wrong value stands.
  public let origin: ValueOrigin
  /// The key path such as `optimizer.learningRate`; empty when the file itself is meant.
  public let key: String
  /// What is wrong and what was expected.
  public let message: String
  /// What was probably meant; empty when nothing is near.
  public let suggestion: String

  package init(_ origin: ValueOrigin, key: String, _ message: String, suggestion: String = "") {
    self.origin = origin
    self.key = key
    self.message = message
    self.suggestion = suggestion
  }

  /// The sentence `file:line:column: key.path: what; did you mean "…"?`.
  public var description: String {
    "\(origin): " + (key.isEmpty ? "" : "\(key): ") + message
      + (suggestion.isEmpty ? "" : "; did you mean \"\(suggestion)\"?")
  }
}

extension ConfigIssue {
  /// A mistake in the JSON text of a config.
  package init(_ mistake: JSONMistake) {
    self.init(mistake.origin, key: mistake.key, mistake.message)
  }
}
