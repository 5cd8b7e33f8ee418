/// Documents that can be read again and again, in the same order each time.
package protocol CurationSource {
  /// Hands over one document after the other.
  func forEach(_ body: (CurationDocument) throws(DataError) -> Void) throws(DataError)
}

extension [CurationDocument]: CurationSource {
  /// Documents that are in memory already.
  package func forEach(
    _ body: (CurationDocument) throws(DataError) -> Void
  ) throws(DataError) {
    for document in self { try body(document) }
  }
}
