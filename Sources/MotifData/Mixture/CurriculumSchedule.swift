/// The share of each domain as a piecewise-linear function of training progress.
///
/// The weights of a knot are first divided by their sum, so only ratios matter. Between the knots
/// (u₀, p⁰) and (u₁, p¹): p = p⁰ + (p¹ − p⁰) (u − u₀) / (u₁ − u₀); constant before the first and after
/// the last knot. Two knots are the linear curriculum of the Motif reports: p(u) = (1 − u) p⁰ + u p¹.
public struct CurriculumSchedule: Sendable, Equatable {
  /// What the knots are placed on.
  public enum Axis: Sendable {
    /// Tokens seen over tokens in all, 0 … 1.
    case progress
    /// Tokens seen.
    case tokens
  }

  /// Weights at one point.
  public struct Knot: Sendable, Equatable {
    /// The point on the axis.
    public var at: Double
    /// Weight by domain; a domain not named has 0, and they need not sum to 1.
    public var weights: [String: Double]

    /// The given weights at a point.
    public init(at: Double, weights: [String: Double]) {
      self.at = at
      self.weights = weights
    }
  }

  /// The schedule as it stands in a config; no knots mean equal shares.
  public struct Config: Sendable, Equatable {
    /// What the knots are placed on.
    public var axis = Axis.progress
    /// The knots, in order.
    public var knots: [Knot] = []
    /// What holds the domains that teach reasoning; nil for nothing.
    public var reasoning: ReasoningCap?

    /// Equal shares throughout.
    public init() {}

    /// The given knots.
    public init(axis: Axis, knots: [Knot], reasoning: ReasoningCap? = nil) {
      self.axis = axis
      self.knots = knots
      self.reasoning = reasoning
    }
  }

  /// The domains, in the order of every weight vector.
  public let domains: [String]
  /// What the knots are placed on.
  public let axis: Axis
  /// Which domains, by index, are those that teach reasoning.
  let members: [Int]
  let cap: Double
  let points: [Double]
  let weights: [[Double]]
  let curve: MixtureCurve

  /// A checked schedule; throws a sentence when knots go back or lie outside the axis, weights are
  /// negative, not finite, all zero or for an unknown domain, or a knot weighs reasoning alone, which the
  /// cap does not allow.
  public init(_ config: Config, domains: [String]) throws(DataError) {
    guard !domains.isEmpty, Set(domains).count == domains.count else {
      throw .invalid("domains must be distinct and at least one: \(domains)")
    }
    let equal = Dictionary(uniqueKeysWithValues: domains.map { ($0, 1.0) })
    let knots = config.knots.isEmpty ? [Knot(at: 0, weights: equal)] : config.knots
    for (index, knot) in knots.enumerated() {
      try Self.check(knot, index, config.axis, domains)
      if index > 0, knot.at <= knots[index - 1].at {
        throw .invalid(
          "curriculum knot \(index) at \(knot.at) does not come after the one at "
            + "\(knots[index - 1].at)")
      }
    }
    let weights = knots.map { knot in
      let raw = domains.map { knot.weights[$0] ?? 0 }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
    let group = config.reasoning
    let isMember = domains.map { group?.domains.contains($0) ?? false }
    try Self.check(group, isMember, weights, domains)
    self.domains = domains
    axis = config.axis
    points = knots.map(\.at)
    self.weights = weights
    cap = group?.share ?? 0
    members = domains.indices.filter { isMember[$0] }
    curve = MixtureCurve(
      points: points, weights: weights, isMember: isMember, cap: cap,
      isOpen: domains.map { _ in true })
  }

  private static func check(
    _ group: ReasoningCap?, _ isMember: [Bool], _ weights: [[Double]], _ domains: [String]
  ) throws(DataError) {
    guard let group else { return }
    if let unknown = group.domains.subtracting(domains).min() {
      throw .invalid("the reasoning group holds \(unknown), which is no domain")
    }
    guard 0 <= group.share, group.share < ReasoningCap.cumulativeLimit else {
      throw .invalid(
        "the cap of the reasoning group is \(group.share), expected 0 or more and less than "
          + "\(ReasoningCap.cumulativeLimit)")
    }
    let alone = weights.firstIndex { zip($0, isMember).allSatisfy { $0 == 0 || $1 } }
    if let alone {
      throw .invalid(
        "curriculum knot \(alone) weighs reasoning alone, which takes less than "
          + "\(ReasoningCap.cumulativeLimit) of the tokens")
    }
  }

  private static func check(
    _ knot: Knot, _ index: Int, _ axis: Axis, _ domains: [String]
  ) throws(DataError) {
    guard knot.at.isFinite, knot.at >= 0, axis == .tokens || knot.at <= 1 else {
      let expected = axis == .tokens ? "a number of tokens" : "a progress from 0 to 1"
      throw .invalid("curriculum knot \(index) is at \(knot.at), expected \(expected)")
    }
    for (domain, weight) in knot.weights.sorted(by: { $0.key < $1.key }) {
      guard domains.contains(domain) else {
        let known = domains.joined(separator: ", ")
        throw .invalid(
          "curriculum knot \(index) weighs the unknown domain \(domain); known are: \(known)")
      }
      guard weight.isFinite, weight >= 0 else {
        throw .invalid("curriculum knot \(index) gives \(domain) the weight \(weight)")
      }
    }
    let sum = knot.weights.values.reduce(0, +)
    guard sum > 0, sum.isFinite else {
      throw .invalid(
        "the weights of curriculum knot \(index) sum to \(sum), expected a positive number")
    }
  }

  /// The shares at a point of the axis, in the order of `domains`; they sum to 1.
  public func shares(at point: Double) -> [Double] { curve.shares(at: point) }

  /// The shares after `tokens` of `totalTokens` tokens.
  public func shares(tokens: Double, totalTokens: Double) -> [Double] {
    shares(at: axis == .tokens ? tokens : min(1, tokens / max(1, totalTokens)))
  }

  /// How many of the first `tokens` of `totalTokens` tokens are planned for each domain: the integral of
  /// its share.
  public func expectedTokens(after tokens: Int, totalTokens: Int) -> [Double] {
    curve(totalTokens: totalTokens, isOpen: domains.map { _ in true })
      .integrals(from: 0, to: Double(tokens))
  }

  /// The shares of the domains that are open over the tokens drawn.
  func curve(totalTokens: Int, isOpen: [Bool]) -> MixtureCurve {
    let scale = axis == .tokens ? 1 : Double(max(1, totalTokens))
    return MixtureCurve(
      points: points.map { $0 * scale }, weights: weights,
      isMember: domains.indices.map(members.contains), cap: cap, isOpen: isOpen)
  }
}
