package import MotifCore

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

extension MixtureSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "knots", .list(of: .section(of: Knot.self)),
      "Weights at moments of training; between them weights move in straight lines. "
        + "Empty draws every domain equally often.")
  ]
}

extension MixtureSettings.Knot: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("at", .number(.fraction), "The moment, 0 (start) to 1 (end of training)."),
    ConfigField(
      "weights", .numbersByName(.notNegative),
      "The weight of each domain; domains left out weigh 0, only ratios matter."),
  ]
}
