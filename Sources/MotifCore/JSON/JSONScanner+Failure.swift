extension JSONScanner {
  /// One mistake in the text: where it stands, which keys enclose it, and what is wrong.
  package struct Failure: Error, Sendable, Equatable {
    /// Where it stands.
    package let position: Position
    /// The keys of the objects that enclose it, outermost first.
    package let keys: [String]
    /// What is wrong and what was expected.
    package let message: String
    /// Where the last of ``keys`` stood before, when the mistake is that it appears twice.
    package let repeats: Position?

    init(_ position: Position, keys: [String], _ message: String, repeats: Position? = nil) {
      self.position = position
      self.keys = keys
      self.message = message
      self.repeats = repeats
    }

    /// The mistake in words without its place: `tensor a: expected "shape" to be …`.
    ///
    /// `subject` names the outermost key, `place` the place where a repeated key stood before.
    package func sentence(
      subject: (String) -> String, place: (Position) -> String
    ) -> String {
      guard let repeats, let key = keys.last else {
        return (keys.first.map { subject($0) + ": " } ?? "") + message
      }
      let enclosing = keys.count > 1 ? subject(keys[0]) + ": " : ""
      return "\(enclosing)\(JSONNode.quoted(key)) \(message), first \(place(repeats))"
    }
  }
}
