/// What is computed of every document before anything is decided: a row of 64-bit words.
///
/// Rows are kept in files and used again, so a threshold belongs to the operator that decides and not
/// here. Numbers are words by their bit patterns.
package protocol DocumentScorer: Sendable {
  /// What the words are and all that they depend on beside the document; another identity, other words.
  var identity: String { get }
  /// How many words a document has, at least one.
  var width: Int { get }
}

/// A scorer that looks at the text alone: documents are scored on all cores.
package protocol TextScorer: DocumentScorer {
  /// The words of `document`, whose normalised text is `normalized`.
  func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64]
}

/// A scorer that takes many documents at once, such as a model.
package protocol BatchScorer: DocumentScorer {
  /// The words of `documents`, one after the other; asked for in the order of the documents.
  func words(of documents: [CurationDocument]) throws(DataError) -> [UInt64]
}
