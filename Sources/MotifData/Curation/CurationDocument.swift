/// One text that curation keeps or drops.
package struct CurationDocument: Sendable, Equatable {
  /// What names the text to a reader of the audit, such as `web.jsonl:17`.
  package let id: String
  /// The text.
  package let text: String
  /// The domain, whose texts percentiles compare.
  package let domain: String
  /// Of equals the one with the best score is kept.
  package let score: Double

  /// A text; without a score all are equal, and of equals the first is kept.
  package init(id: String, text: String, domain: String = "", score: Double = 0) {
    (self.id, self.text) = (id, text)
    (self.domain, self.score) = (domain, score)
  }
}
