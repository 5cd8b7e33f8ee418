package import MotifCore
public import MotifModel

/// What the weights of a run start from; `kind` decides which other properties matter.
public struct InitializationSettings: Codable, Sendable, Equatable {
  /// The starts.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Random numbers from the run's seed.
    case random
    /// The weights of another run or model of the same shape.
    case checkpoint
    /// The weights of a smaller run or model, grown into this shape.
    case grown
  }

  /// The start.
  public var kind = Kind.random
  /// The folder of a run or of a model (`checkpoint`, `grown`).
  public var from = ""
  /// How copies are made when weights grow (`grown`).
  public var copies = GrowthOptions.Form.symmetric
  /// Whether copies get noise that cancels, so that they part in training (`grown`).
  public var noise = true
  /// Signal to noise, in decibels (`grown`).
  public var noiseDecibels = 10.0
  /// Which parameters of weights that were grown are trained (`checkpoint`, `grown`).
  public var trainable = GrowthPlan.Trainable.all

  /// Random weights.
  public init() {}

  /// How copies are made; the noise follows the run's seed.
  package func growth(seed: UInt64) -> GrowthOptions {
    var options = GrowthOptions(form: copies, hasNoise: noise, seed: seed)
    options.noiseDecibels = noiseDecibels
    return options
  }
}

extension InitializationSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "kind", .oneOf(Kind.self),
      "Random numbers, weights of the same shape, or weights of a smaller model grown into it.",
      alsoCalled: ["type"]),
    ConfigField(
      "from", .path, "The folder of a run, whose newest whole checkpoint is taken, or a model.",
      kinds: ["checkpoint", "grown"], alsoCalled: ["path", "source", "run"]),
    ConfigField(
      "copies", .oneOf(GrowthOptions.Form.self),
      "Whether every copy reads every copy of its input, or each its own.", kinds: ["grown"],
      alsoCalled: ["form", "mode"]),
    ConfigField(
      "noise", .bool,
      "Whether copies get noise that cancels between them; without it they stay equal for ever.",
      kinds: ["grown"]),
    ConfigField(
      "noiseDecibels", .number(NumberRange(lower: .including(-100), upper: .including(200))),
      "Signal to noise.", kinds: ["grown"], alsoCalled: ["snr"]),
    ConfigField(
      "trainable", .oneOf(GrowthPlan.Trainable.self),
      "All parameters, or those of the layers that growth inserted.",
      kinds: ["checkpoint", "grown"], alsoCalled: ["freeze"]),
  ]
}
