/// What was read from a source.
package struct SourceReading: Sendable, Equatable {
  /// The documents in the order of the source, at least one.
  package let documents: [Document]
  /// The rows that gave none.
  package let passedOver: PassedRows

  init(_ documents: [Document], passedOver: PassedRows = PassedRows()) {
    self.documents = documents
    self.passedOver = passedOver
  }
}
