/// What is known of the documents when operators decide: their rows of words, scores and domains.
package final class CurationEvidence {
  /// The scores that the documents came with.
  package private(set) var scores: [Double] = []
  private var domains: [UInt32] = []
  private var numbers: [String: UInt32] = [:]
  private let files: [String: any ScoreStore]

  /// No documents yet; `files` are the scorers' files by identity.
  package init(files: [String: any ScoreStore]) { self.files = files }

  /// How many documents there are.
  package var count: Int { scores.count }

  /// Adds the next document.
  package func add(_ document: CurationDocument) {
    let number = numbers[document.domain] ?? UInt32(numbers.count)
    numbers[document.domain] = number
    scores.append(document.score)
    domains.append(number)
  }

  /// A number for the domain of document `index`.
  package func domain(of index: Int) -> Int { Int(domains[index]) }

  /// The words that `scorer` has for document `index`.
  package func words(
    of scorer: any DocumentScorer, at index: Int
  ) throws(DataError) -> ArraySlice<UInt64> {
    guard let file = files[scorer.identity] else {
      preconditionFailure("\(scorer.identity) is read by an operator that does not name it")
    }
    do { return try file.words(at: index) } catch { throw .file(error) }
  }

  /// The numbers that `scorer` has for document `index`.
  package func numbers(
    of scorer: any DocumentScorer, at index: Int
  ) throws(DataError) -> [Double] {
    try words(of: scorer, at: index).map { Double(bitPattern: $0) }
  }

  /// The rows of `scorer` for documents `indices` as embeddings, without their mean where they are
  /// `centred`.
  package func embeddings(
    of scorer: any DocumentScorer, at indices: [Int], centred: Bool = false
  ) throws(DataError) -> EmbeddingTable {
    var values: [Float] = []
    values.reserveCapacity(indices.count * scorer.width)
    for index in indices {
      for word in try words(of: scorer, at: index) {
        values.append(Float(Double(bitPattern: word)))
      }
    }
    return try EmbeddingTable(values, width: scorer.width, centred: centred)
  }
}
