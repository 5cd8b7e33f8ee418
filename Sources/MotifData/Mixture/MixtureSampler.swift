internal import MotifCore

/// Chooses the domain of each row so that drawn tokens follow the schedule as closely as rows allow.
///
/// A row of n tokens adds ∫ share to each domain's credit, expected minus drawn tokens. Of the domains
/// whose credit allows a row (at least n / (2d − 2) for d domains), the one is drawn whose credit would
/// be the first to grow beyond n − n / (2d − 2) without it, and pays for the row. Credits sum to 0, and
/// none leaves ±n: Tijdeman's algorithm for the chairman assignment problem (Discrete Mathematics 32,
/// 1980). The largest credit alone would not do: where shares change it was seen to reach 1.14 n. No
/// chance is involved but for equal credits.
public struct MixtureSampler: Codable, Sendable, Equatable {
  /// Expected minus drawn tokens of each domain.
  public private(set) var credits: [Double]
  /// Tokens drawn from each domain.
  public private(set) var tokensDrawn: [Int]
  private var ties: CounterRandom

  /// A sampler over `domainCount` domains.
  public init(domainCount: Int, seed: UInt64) {
    precondition(domainCount > 0, "a mixture needs a domain")
    credits = [Double](repeating: 0, count: domainCount)
    tokensDrawn = [Int](repeating: 0, count: domainCount)
    ties = CounterRandom(seed: seed, name: "mixture")
  }

  /// Whether credits sum to 0, up to rounding, as they do unless a saved sampler was damaged.
  ///
  /// Under constant shares rounding errors do not cancel: up to 2e-16 of the tokens drawn was seen.
  var isBalanced: Bool {
    let size = credits.reduce(1) { $0 + abs($1) }
    let drawn = tokensDrawn.reduce(0) { $0 + Double($1) }
    return abs(credits.reduce(0, +)) <= 1e-6 * size + 1e-12 * drawn && size.isFinite
  }

  /// The domain of the next row of `tokens` tokens under `shares`, which sum to 1 and stay as they are.
  public mutating func next(shares: [Double], tokens: Int) -> Int {
    expect(shares.map { $0 * Double(tokens) })
    return draw(tokens, among: Array(credits.indices)) { domain, missing in
      shares[domain] > 0 ? missing / shares[domain] : .infinity
    }
  }

  /// Adds to the credit of every domain what a row is expected to bring of it.
  mutating func expect(_ tokens: [Double]) {
    precondition(
      tokens.count == credits.count, "\(tokens.count) shares for \(credits.count) domains")
    for index in credits.indices { credits[index] += tokens[index] }
  }

  /// Takes `amounts` of credit from the domains and gives their sum to all in proportion to `shares`;
  /// nothing where none has a share.
  mutating func passOn(_ amounts: [Double], shares: [Double]) {
    let (credit, sum) = (amounts.reduce(0, +), shares.reduce(0, +))
    guard sum > 0 else { return }
    for index in credits.indices {
      credits[index] += credit * shares[index] / sum - amounts[index]
    }
  }

  /// Draws a row of `tokens` tokens from one of `domains` and returns which.
  ///
  /// - Parameter due: when a domain has been expected so many tokens more.
  mutating func draw(
    _ tokens: Int, among domains: [Int], due: (_ domain: Int, _ missing: Double) -> Double
  ) -> Int {
    let chosen = choice(Double(tokens), domains, due)
    credits[chosen] -= Double(tokens)
    tokensDrawn[chosen] += tokens
    return chosen
  }

  private mutating func choice(
    _ row: Double, _ domains: [Int], _ due: (Int, Double) -> Double
  ) -> Int {
    let slack = row / Double(2 * max(1, credits.count - 1))
    // Shares of one half each must not fail by a rounding error.
    var ready = domains.filter { credits[$0] >= slack * (1 - 1e-9) }
    if ready.count > 1 {
      let dates = ready.map { domain in
        let missing = row - slack - credits[domain]
        return missing > 0 ? due(domain, missing) : -.infinity
      }
      let first = dates.min() ?? 0
      ready = zip(ready, dates).filter { $1 == first }.map(\.0)
    }
    if ready.isEmpty { ready = domains }
    let best = ready.map { credits[$0] }.max() ?? 0
    let tied = ready.filter { credits[$0] == best }
    return tied.count == 1 ? tied[0] : tied[ties.integer(below: tied.count)]
  }
}
