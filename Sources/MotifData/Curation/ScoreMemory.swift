/// The rows of one scorer in memory, for documents that are in memory too.
package final class ScoreMemory: ScoreStore {
  package let reusedCount = 0
  private let width: Int
  private var words: [UInt64] = []

  /// No rows of `scorer` yet.
  package init(_ scorer: some DocumentScorer) { width = scorer.width }

  package func reuses(_ content: UInt64) -> Bool { false }
  package func append(_ contents: ArraySlice<UInt64>, words: [UInt64]) { self.words += words }
  package func finish() {}

  package func words(at index: Int) -> ArraySlice<UInt64> {
    words[index * width..<(index + 1) * width]
  }
}
