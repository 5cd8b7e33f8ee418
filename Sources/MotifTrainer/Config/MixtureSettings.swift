internal import MotifModel

/// How often each domain is drawn over the course of training.
public struct MixtureSettings: Codable, Sendable, Equatable {
  /// The weights at one moment; between knots they move in straight lines.
  public struct Knot: Codable, Sendable, Equatable {
    /// The moment, from 0 (start) to 1 (end of training).
    public var at = 0.0
    /// The weight of each domain, by name.
    ///
    /// Domains left out weigh 0. Only ratios matter.
    public var weights: [String: Double] = [:]

    /// A knot at the start without weights.
    public init() {}
  }

  /// The knots in order; empty draws every domain equally often.
  public var knots: [Knot] = []

  /// Equal weights.
  public init() {}
}
