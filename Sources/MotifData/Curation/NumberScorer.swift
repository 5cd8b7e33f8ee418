/// A batch scorer that is a function: losses, ratings or embeddings that a model gives.
package struct NumberScorer: BatchScorer {
  package let identity: String
  package let width: Int
  private let numbers: @Sendable ([CurationDocument]) throws(DataError) -> [Double]

  /// `width` numbers for each document.
  ///
  /// - Parameter identity: also says which model, so that another one's numbers are not taken for its.
  package init(
    identity: String, width: Int = 1,
    numbers: @escaping @Sendable ([CurationDocument]) throws(DataError) -> [Double]
  ) {
    self.identity = identity
    self.width = width
    self.numbers = numbers
  }

  package func words(of documents: [CurationDocument]) throws(DataError) -> [UInt64] {
    try numbers(documents).map(\.bitPattern)
  }
}
