/// A document that an operator drops.
package struct CurationDrop: Sendable, Equatable {
  /// Which document, counted from 0.
  package let index: Int
  /// Why, in a word of the operator.
  package let reason: String
  /// The number that decided.
  package let score: Double
  /// The document that is kept in its place, where there is one.
  package let of: Int?

  /// A document dropped for `reason`.
  package init(index: Int, reason: String, score: Double, of: Int? = nil) {
    (self.index, self.reason) = (index, reason)
    (self.score, self.of) = (score, of)
  }
}
