internal import MotifCore

/// Chooses the domain of each row so that drawn tokens follow the schedule as closely as rows allow.
///
/// Every row adds share · tokens to each domain's credit; the domain with the largest credit is
/// drawn and pays for the row. Credits sum to 0, so the realised share of a domain stays within a
/// few rows of the integral of its weight. No chance is involved but for equal credits.
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

  /// The domain of the next row of `tokens` tokens under `shares`, which sum to 1.
  public mutating func next(shares: [Double], tokens: Int) -> Int {
    precondition(
      shares.count == credits.count, "\(shares.count) shares for \(credits.count) domains")
    for index in credits.indices { credits[index] += shares[index] * Double(tokens) }
    let best = credits.max() ?? 0
    let tied = credits.indices.filter { credits[$0] == best }
    let chosen = tied.count == 1 ? tied[0] : tied[ties.integer(below: tied.count)]
    credits[chosen] -= Double(tokens)
    tokensDrawn[chosen] += tokens
    return chosen
  }
}
