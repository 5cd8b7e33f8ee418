/// A domain read once in order, for validation: every document or sample, each token once.
public struct SequentialBatches: Sequence, Sendable {
  private let data: TokenizedDomain
  private let rows: Int
  private let length: Int
  private let rowCount: Int
  private let domain: Int

  /// Batches of at most `rows` rows of `corpus`, the last row padded; `maximumTokens` ends the reading
  /// early at a whole row.
  public init(
    _ corpus: TokenizedCorpus, rows: Int, length: Int, maximumTokens: Int = .max, domain: Int = 0
  ) {
    self.init(
      .documents(corpus), rows: rows, length: length, maximumTokens: maximumTokens, domain: domain)
  }

  /// Batches of at most `rows` rows of `data`, whose samples are packed.
  package init(
    _ data: TokenizedDomain, rows: Int, length: Int, maximumTokens: Int = .max, domain: Int = 0
  ) {
    precondition(rows > 0 && length > 0, "a batch of \(rows) rows of \(length) tokens is empty")
    self.data = data
    self.rows = rows
    self.length = length
    self.domain = domain
    rowCount = Swift.min(data.rowCount(length: length), Swift.max(1, maximumTokens / length))
  }

  /// How many tokens are read, from the first; of samples, how many places of rows.
  package var tokenCount: Int { Swift.min(data.corpus?.tokens.count ?? .max, rowCount * length) }

  /// How many batches there are.
  public var count: Int { (rowCount + rows - 1) / rows }

  /// How many rows each batch has.
  public var batchRows: [Int] {
    (0..<count).map { Swift.min(rows, rowCount - $0 * rows) }
  }

  /// Reads from the start.
  public func makeIterator() -> AnyIterator<PackedBatch> {
    var source = data.rows(seed: 0, isShuffled: false, joinsDocuments: false)
    var row = 0
    return AnyIterator {
      guard row < rowCount else { return nil }
      let first = row
      row = Swift.min(row + rows, rowCount)
      var batch = PackedBatch(rows: row - first, length: length, padding: source.padding)
      for index in 0..<(row - first) { source.fill(&batch, row: index, domain: domain) }
      if let corpus = data.corpus, source.state.epoch > 0 {
        pad(&batch, with: source.padding, tokens: corpus.tokens.count - first * length)
      }
      return batch
    }
  }

  /// Turns what lies beyond the first `tokens` tokens into padding.
  private func pad(_ batch: inout PackedBatch, with padding: Int32, tokens: Int) {
    for index in Swift.max(0, tokens)..<Swift.max(tokens, batch.inputs.count) {
      batch.inputs[index] = padding
      batch.labels[index] = PackedBatch.ignoredLabel
      batch.positions[index] = 0
      batch.segments[index] = 0
    }
  }
}
