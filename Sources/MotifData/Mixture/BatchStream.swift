/// Training batches: rows of packed documents, each row from the domain that the curriculum is due.
///
/// The stream is a function of corpora, schedule and config: the same on every run, and the same
/// after `restore` as without the interruption.
public struct BatchStream: Sendable {
  /// The shape and order of batches.
  public struct Config: Sendable, Equatable {
    /// Rows of a batch.
    public var rows = 8
    /// Tokens of a row.
    public var length = 128
    /// Tokens of the whole training, the end of the curriculum's progress axis.
    public var totalTokens = 1_000_000
    /// The seed of document orders and ties.
    public var seed: UInt64 = 0
    /// Whether attention may cross documents of a row.
    public var joinsDocuments = false
    /// Whether each epoch has its own order of documents; otherwise they keep theirs.
    public var isShuffled = true
    /// What happens when all documents of a domain were read.
    public var onExhausted = ExhaustionPolicy.repeat
    /// How often the documents of a domain, by name, may be read again; where it is not given, without
    /// end if they are repeated at all.
    public var maxRepeats: [String: Double] = [:]

    /// Into how many consecutive shares of equal cost of attention the rows of a batch of samples are
    /// dealt.
    package var balancedParts = 1

    /// Eight rows of 128 tokens.
    public init() {}

    /// The most tokens to draw of `data`.
    func limit(of data: TokenizedDomain) -> Int {
      onExhausted.limit(available: data.tokenCount, repeats: maxRepeats[data.domain])
    }
  }

  /// Where a stream stands.
  public struct State: Codable, Sendable, Equatable {
    var corpora: [String]
    var sampler: MixtureSampler
    var packers: [Packer.State]
    /// Tokens handed out so far.
    public internal(set) var tokensDrawn: Int
  }

  /// What has been drawn from one domain.
  public struct DomainCount: Sendable, Equatable {
    /// The domain.
    public let domain: String
    /// Tokens drawn.
    public let tokens: Int
    /// Share of all tokens drawn.
    public let share: Double
    /// Completed passes over its documents.
    public let epochs: Int
    /// Tokens that were read before in an earlier epoch.
    public let repeatedTokens: Int
  }

  /// The shape and order of batches.
  public let config: Config
  /// The shares over time.
  public let schedule: CurriculumSchedule
  /// Tokens handed out so far.
  public private(set) var tokensDrawn = 0
  private var packers: [RowSource]
  /// Whether samples are among what it deals.
  package let hasSamples: Bool
  private var picker: DomainPicker
  private let identities: [String]

  /// A stream from its start; `corpora` give the domains of `schedule`, in any order.
  public init(
    corpora: [TokenizedCorpus], schedule: CurriculumSchedule, config: Config
  ) throws(DataError) {
    try self.init(corpora.map { .documents($0) }, schedule: schedule, config: config)
  }

  /// A stream from its start; `data` give the domains of `schedule`, in any order.
  package init(
    _ data: [TokenizedDomain], schedule: CurriculumSchedule, config: Config
  ) throws(DataError) {
    guard config.rows > 0, config.length > 1, config.totalTokens > 0 else {
      throw .invalid(
        "batches need rows > 0, length > 1 and totalTokens > 0, not \(config.rows), "
          + "\(config.length) and \(config.totalTokens)")
    }
    var packers: [RowSource] = []
    for domain in schedule.domains {
      guard let data = data.first(where: { $0.domain == domain }) else {
        throw .invalid("the curriculum's domain \(domain) has no documents")
      }
      packers.append(
        data.rows(
          seed: config.seed, isShuffled: config.isShuffled, joinsDocuments: config.joinsDocuments))
    }
    self.config = config
    self.schedule = schedule
    self.packers = packers
    hasSamples = packers.contains { $0.data.corpus == nil }
    identities = packers.map(\.data.identity)
    picker = DomainPicker(
      schedule, totalTokens: config.totalTokens,
      limits: packers.map { config.limit(of: $0.data) }, stops: config.onExhausted == .stop,
      seed: config.seed)
  }

  /// Whether the sources have too few tokens left for the next batch, of the configured shape or another.
  ///
  /// Never where they are repeated without end. O(rows · domains).
  public func isExhausted(rows: Int? = nil, length: Int? = nil) -> Bool {
    exhaustedDomains(rows: rows, length: length) != nil
  }

  /// The domains of which no more may be read when the next batch still lacks rows; nil where it can be
  /// had.
  package func exhaustedDomains(rows: Int? = nil, length: Int? = nil) -> [String]? {
    guard picker.isLimited else { return nil }
    var ahead = picker
    for _ in 0..<(rows ?? config.rows) where ahead.next(length: length ?? config.length) == nil {
      let drawn = ahead.sampler.tokensDrawn
      return schedule.domains.indices
        .filter { drawn[$0] > limits[$0] - (length ?? config.length) }
        .map { schedule.domains[$0] }
    }
    return nil
  }

  /// The next batch, of the configured shape or, for ramps, another.
  ///
  /// A row belongs to one domain. One that may not be read again is done when it has less than a row left.
  /// Precondition: the sources are not exhausted.
  public mutating func next(rows: Int? = nil, length: Int? = nil) -> PackedBatch {
    var batch = PackedBatch(
      rows: rows ?? config.rows, length: length ?? config.length,
      padding: packers[0].padding)
    for row in 0..<batch.rows {
      guard let domain = picker.next(length: batch.length) else {
        preconditionFailure("the sources have no tokens left for a row; ask isExhausted before")
      }
      packers[domain].fill(&batch, row: row, domain: domain)
      tokensDrawn += batch.length
    }
    let parts = config.balancedParts
    return hasSamples && parts > 1 && batch.rows.isMultiple(of: parts)
      ? batch.balanced(parts: parts) : batch
  }

  /// What is drawn of each domain between the knots of the schedule.
  ///
  /// - Parameter step: the step after which the run stands nearest to so many tokens.
  package func plan(step: (_ tokens: Double) -> Int) -> TokenPlan {
    TokenPlan(
      schedule, totalTokens: config.totalTokens,
      available: packers.map(\.data.tokenCount), limits: limits,
      stops: config.onExhausted == .stop, step: step)
  }

  /// The most tokens to draw of each domain.
  private var limits: [Int] { packers.map { config.limit(of: $0.data) } }

  /// Everything needed to go on from here in another process.
  public var state: State {
    State(
      corpora: identities, sampler: picker.sampler, packers: packers.map(\.state),
      tokensDrawn: tokensDrawn)
  }

  /// Goes on from `state`; throws, and stays where it is, when it was saved over other corpora or is
  /// damaged.
  public mutating func restore(_ state: State) throws(DataError) {
    guard state.corpora == identities, state.packers.count == packers.count,
      state.sampler.credits.count == packers.count
    else {
      throw .invalid(
        "the saved data position belongs to other corpora: \(state.corpora.joined(separator: ", "))"
          + " against \(identities.joined(separator: ", "))")
    }
    // Far from overflow: no run reads so much.
    let possible = 0...(1 << 61)
    guard state.sampler.tokensDrawn == state.packers.map(\.tokensDrawn),
      (state.sampler.tokensDrawn + [state.tokensDrawn]).allSatisfy({ possible ~= $0 }),
      state.tokensDrawn == state.sampler.tokensDrawn.reduce(0, { $0 &+ $1 }),
      state.sampler.isBalanced
    else { throw .invalid("the saved data position is damaged: its token counts do not add up") }
    var restored = packers
    for index in restored.indices { try restored[index].restore(state.packers[index]) }
    packers = restored
    picker.restore(state.sampler)
    tokensDrawn = state.tokensDrawn
  }

  /// What has been drawn from each domain so far.
  public var counts: [DomainCount] {
    packers.map { packer in
      DomainCount(
        domain: packer.domain, tokens: packer.state.tokensDrawn,
        share: Double(packer.state.tokensDrawn) / Double(max(1, tokensDrawn)),
        epochs: packer.state.epoch, repeatedTokens: packer.state.tokensRepeated)
    }
  }
}
