/// A corpus read once in order, for validation: every document, each token once, the last row padded.
public struct SequentialBatches: Sequence, Sendable {
  private let corpus: TokenizedCorpus
  private let rows: Int
  private let length: Int
  private let rowCount: Int
  private let domain: Int

  /// Batches of at most `rows` rows; `maximumTokens` ends the reading early at a whole row.
  public init(
    _ corpus: TokenizedCorpus, rows: Int, length: Int, maximumTokens: Int = .max, domain: Int = 0
  ) {
    precondition(rows > 0 && length > 0, "a batch of \(rows) rows of \(length) tokens is empty")
    self.corpus = corpus
    self.rows = rows
    self.length = length
    self.domain = domain
    let all = (corpus.tokens.count + length - 1) / length
    rowCount = Swift.min(all, Swift.max(1, maximumTokens / length))
  }

  /// How many tokens of the corpus are read, from its first.
  package var tokenCount: Int { Swift.min(corpus.tokens.count, rowCount * length) }

  /// How many batches there are.
  public var count: Int { (rowCount + rows - 1) / rows }

  /// How many rows each batch has.
  public var batchRows: [Int] {
    (0..<count).map { Swift.min(rows, rowCount - $0 * rows) }
  }

  /// Reads from the start.
  public func makeIterator() -> AnyIterator<PackedBatch> {
    var packer = Packer(corpus, seed: 0, isShuffled: false)
    var row = 0
    return AnyIterator {
      guard row < rowCount else { return nil }
      let first = row
      row = Swift.min(row + rows, rowCount)
      var batch = PackedBatch(rows: row - first, length: length, padding: corpus.endToken)
      for index in 0..<(row - first) { packer.fill(&batch, row: index, domain: domain) }
      if packer.state.epoch > 0 { pad(&batch, tokens: corpus.tokens.count - first * length) }
      return batch
    }
  }

  /// Turns what lies beyond the first `tokens` tokens into padding.
  private func pad(_ batch: inout PackedBatch, tokens: Int) {
    for index in Swift.max(0, tokens)..<Swift.max(tokens, batch.inputs.count) {
      batch.inputs[index] = corpus.endToken
      batch.labels[index] = PackedBatch.ignoredLabel
      batch.positions[index] = 0
      batch.segments[index] = 0
    }
  }
}
