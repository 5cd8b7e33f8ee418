/// The batches of a run: rows from several domains, mixed as the curriculum says.
///
/// A pure function of corpora, schedule, seed and state: restoring a state continues with the same
/// batches.
public struct BatchStream: Sendable {
  /// What has to be kept to continue in another process.
  public struct State: Codable, Sendable, Equatable {
    /// Where the mixture stands.
    public var mixture: MixtureSampler.State
    /// Where each domain stands.
    public var packers: [Packer.State]
    /// Rows delivered.
    public var rows = 0
  }

  /// The names of the domains.
  public let domains: [String]
  /// Rows of a batch.
  public let rows: Int
  /// Tokens of a row.
  public let length: Int
  private let totalRows: Int
  private var sampler: MixtureSampler
  private var packers: [Packer]
  private var delivered = 0

  /// A stream at the start of a run of `batches` batches, over which the schedule's progress runs.
  public init(
    corpora: [TokenizedCorpus], schedule: CurriculumSchedule, rows: Int, length: Int,
    batches: Int, seed: UInt64, isShuffled: Bool = true
  ) throws(DataError) {
    guard corpora.count == schedule.knots[0].weights.count else {
      throw .invalid(
        "the mixture is for \(schedule.knots[0].weights.count) domains, there are \(corpora.count)")
    }
    domains = corpora.map(\.domain)
    self.rows = rows
    self.length = length
    totalRows = max(1, rows * batches)
    sampler = MixtureSampler(schedule, seed: seed)
    packers = corpora.map { Packer($0, seed: seed, isShuffled: isShuffled) }
  }

  /// The next batch.
  public mutating func next() -> PackedBatch {
    var batch = PackedBatch(rows: rows, length: length, padding: 0)
    for row in 0..<rows {
      let progress = min(1, Double(delivered) / Double(totalRows))
      let domain = sampler.next(tokens: length, progress: progress)
      packers[domain].fill(&batch, row: row, domain: domain)
      delivered += 1
    }
    return batch
  }

  /// Tokens drawn so far, by domain.
  public var drawnTokens: [Int] { sampler.state.drawn }
  /// The shares that the schedule wants now.
  public var plannedShares: [Double] {
    sampler.schedule.shares(at: min(1, Double(delivered) / Double(totalRows)))
  }

  /// Where the stream stands.
  public var state: State {
    State(mixture: sampler.state, packers: packers.map(\.state), rows: delivered)
  }

  /// Continues from `state`; throws ``DataError`` when it does not fit the corpora.
  public mutating func restore(_ state: State) throws(DataError) {
    guard state.packers.count == packers.count, state.rows >= 0 else {
      throw .invalid(
        "the saved data state has \(state.packers.count) domains, not \(packers.count)")
    }
    var copy = self
    try copy.sampler.restore(state.mixture)
    for (index, packer) in state.packers.enumerated() { try copy.packers[index].restore(packer) }
    copy.delivered = state.rows
    self = copy
  }
}
