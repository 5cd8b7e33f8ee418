internal import MotifCore

/// Cuts the documents of one corpus into rows: concatenate, then split.
///
/// Documents follow each other in an order shuffled anew every epoch. A row takes the next tokens of
/// that stream; a document that does not fit goes on in the next row, where its positions restart
/// at 0 because attention cannot look back into the other row. Each token is read once an epoch and,
/// except for first tokens of documents, predicted once.
public struct Packer: Sendable {
  /// Where a packer stands; enough to continue in another process.
  public struct State: Codable, Sendable, Equatable {
    /// How often the corpus has been read to its end.
    public var epoch = 0
    /// The place in the epoch's order of the document to read next.
    public var document = 0
    /// The first token of that document not read yet.
    public var offset = 0
    /// Tokens drawn in all.
    public var tokensDrawn = 0
    /// Tokens drawn after the first epoch: repeats.
    public var tokensRepeated = 0

    /// The start of the first epoch.
    public init() {}
  }

  /// What is read.
  public let corpus: TokenizedCorpus
  /// The seed of the orders.
  public let seed: UInt64
  /// Whether each epoch has its own order; otherwise documents keep theirs.
  public let isShuffled: Bool
  /// Whether a row is one segment with running positions, so that attention crosses documents.
  public let joinsDocuments: Bool
  /// Where the next row starts.
  public private(set) var state = State()
  private var order: [Int32]

  /// A packer at the start of the first epoch.
  public init(
    _ corpus: TokenizedCorpus, seed: UInt64, isShuffled: Bool = true, joinsDocuments: Bool = false
  ) {
    self.corpus = corpus
    self.seed = seed
    self.isShuffled = isShuffled
    self.joinsDocuments = joinsDocuments
    order = []
    order = documentOrder(epoch: state.epoch)
  }

  /// Continues from `state`; throws, and stays where it is, when that is no place in the corpus.
  ///
  /// The place and the counts must agree, which tells most states of other corpora.
  public mutating func restore(_ state: State) throws(DataError) {
    guard state.epoch >= 0, (0..<corpus.documentCount).contains(state.document) else {
      throw .invalid("the saved position is outside the corpus of domain \(corpus.domain)")
    }
    let order = documentOrder(epoch: state.epoch)
    guard (0..<corpus.range(of: Int(order[state.document])).count).contains(state.offset) else {
      throw .invalid("the saved position is outside a document of domain \(corpus.domain)")
    }
    let read = order[..<state.document].reduce(state.offset) {
      $0 + corpus.range(of: Int($1)).count
    }
    let (earlier, overflow) = state.epoch.multipliedReportingOverflow(by: corpus.tokens.count)
    guard !overflow, state.tokensDrawn >= 0, state.tokensDrawn - read == earlier,
      state.tokensRepeated == max(0, state.tokensDrawn - corpus.tokens.count)
    else {
      throw .invalid(
        "the saved position of domain \(corpus.domain) belongs to another corpus, seed or order")
    }
    self.state = state
    self.order = order
  }

  /// Writes the next tokens of the stream into row `row` of `batch`.
  public mutating func fill(_ batch: inout PackedBatch, row: Int, domain: Int = 0) {
    let rowStart = row * batch.length
    var filled = 0
    var segment: Int32 = 0
    while filled < batch.length {
      segment += 1
      let document = corpus.range(of: Int(order[state.document]))
      let start = document.lowerBound + state.offset
      let count = min(document.upperBound - start, batch.length - filled)
      for index in 0..<count {
        let token = start + index
        let place = rowStart + filled + index
        batch.inputs[place] = corpus.tokens[token]
        batch.labels[place] =
          token + 1 < document.upperBound ? corpus.tokens[token + 1] : PackedBatch.ignoredLabel
        batch.positions[place] = Int32(joinsDocuments ? filled + index : index)
        batch.segments[place] = joinsDocuments ? 1 : segment
      }
      filled += count
      advance(by: count, documentLength: document.count)
    }
    batch.domainOfRow[row] = Int32(domain)
  }

  private mutating func advance(by count: Int, documentLength: Int) {
    state.tokensDrawn += count
    if state.epoch > 0 { state.tokensRepeated += count }
    state.offset += count
    guard state.offset == documentLength else { return }
    state.offset = 0
    state.document += 1
    guard state.document == corpus.documentCount else { return }
    state.document = 0
    state.epoch += 1
    order = documentOrder(epoch: state.epoch)
  }

  private func documentOrder(epoch: Int) -> [Int32] {
    guard isShuffled else { return Array(0..<Int32(corpus.documentCount)) }
    var random = CounterRandom(seed: seed, name: "\(corpus.domain).epoch\(epoch)")
    return random.order(corpus.documentCount)
  }
}
