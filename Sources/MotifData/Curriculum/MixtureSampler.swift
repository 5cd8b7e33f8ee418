internal import MotifTensor

/// Picks the domain of every row so that realised shares follow the schedule within one row.
///
/// A credit scheduler: each row adds its tokens times the shares to the domains' expected counts, and
/// the domain with the largest deficit (expected − drawn) is drawn; a seeded number breaks ties.
public struct MixtureSampler: Sendable {
  /// What has to be kept to continue in another process.
  public struct State: Codable, Sendable, Equatable {
    /// Tokens that the schedule wanted so far, by domain.
    public var expected: [Double]
    /// Tokens drawn so far, by domain.
    public var drawn: [Int]
    /// Rows drawn so far.
    public var rows = 0
  }

  /// What the schedule says.
  public let schedule: CurriculumSchedule
  /// Where the sampler stands.
  public private(set) var state: State
  private let seed: UInt64

  /// A sampler at the start of the run.
  public init(_ schedule: CurriculumSchedule, seed: UInt64) {
    self.schedule = schedule
    self.seed = seed
    let count = schedule.knots[0].weights.count
    state = State(
      expected: [Double](repeating: 0, count: count), drawn: [Int](repeating: 0, count: count))
  }

  /// Continues from `state`; throws when it is of another number of domains.
  public mutating func restore(_ state: State) throws(DataError) {
    guard state.expected.count == self.state.expected.count,
      state.drawn.count == self.state.drawn.count, state.rows >= 0
    else {
      throw .invalid(
        "the saved mixture has \(state.drawn.count) domains, this one \(self.state.drawn.count)")
    }
    self.state = state
  }

  /// The domain of the next row of `tokens` tokens at `progress` of the run.
  public mutating func next(tokens: Int, progress: Double) -> Int {
    let shares = schedule.shares(at: progress)
    for (domain, share) in shares.enumerated() {
      state.expected[domain] += share * Double(tokens)
    }
    let deficits = zip(state.expected, state.drawn).map { $0 - Double($1) }
    let largest = deficits.max() ?? 0
    let tied = deficits.indices.filter { deficits[$0] == largest }
    var random = CounterRandom(seed: seed, name: "mixture")
    random.position = UInt64(state.rows)
    let choice = tied[random.integer(below: tied.count)]
    state.drawn[choice] += tokens
    state.rows += 1
    return choice
  }
}
