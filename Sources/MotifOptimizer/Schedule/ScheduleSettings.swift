package import MotifCore

/// The learning rate over time, relative to `optimizer.learningRate`.
public struct ScheduleSettings: Codable, Sendable, Equatable {
  /// The shapes over the whole run.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Warm-up, stable phase, decay.
    case wsd
    /// Warm-up, then one half cosine.
    case cosine
  }

  /// The shape.
  public var kind = Kind.wsd
  /// The share of training spent warming up.
  public var warmupFraction = 0.02
  /// The share of training spent in the final decay (`wsd`).
  public var decayFraction = 0.18
  /// The curve of the final decay (`wsd`).
  public var shape = DecayShape.exp
  /// The final learning rate as a share of the peak.
  public var endRatio = 0.1
  /// Whether the rate grows with the square root of a growing batch.
  public var scaleWithBatch = false

  /// Warm-up 2 %, decay over the last 18 % to a tenth.
  public init() {}

  /// What is usual for fine-tuning: warm-up 5 %, then a cosine to 0.
  ///
  /// Source: arXiv 2511.07464, section 5.
  package static let fineTuning: Self = {
    var settings = Self()
    settings.kind = .cosine
    settings.warmupFraction = 0.05
    settings.endRatio = 0
    return settings
  }()
}

extension ScheduleSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "kind", .oneOf(Kind.self),
      "Warm-up, stable phase and decay; or warm-up and one half cosine.", alsoCalled: ["type"]),
    ConfigField(
      "warmupFraction", .number(.fraction), "The share of training spent warming up.",
      alsoCalled: ["warmup", "warmupRatio", "warmupSteps"]),
    ConfigField(
      "decayFraction", .number(.fraction), "The share of training spent in the final decay.",
      kinds: ["wsd"], alsoCalled: ["decay", "decayRatio"]),
    ConfigField(
      "shape", .oneOf(DecayShape.self), "The curve of the final decay.", kinds: ["wsd"]),
    ConfigField(
      "endRatio", .number(.fraction), "The final learning rate as a share of the peak.",
      alsoCalled: ["minLr", "minLrRatio", "finalRatio"]),
    ConfigField(
      "scaleWithBatch", .bool,
      "Whether the rate is multiplied by √(tokens of the step / tokens of the first step), where "
        + "training.ramp lets batches grow."),
  ]
}
