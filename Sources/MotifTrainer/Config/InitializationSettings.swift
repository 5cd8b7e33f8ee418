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
  func growth(seed: UInt64) -> GrowthOptions {
    var options = GrowthOptions(form: copies, hasNoise: noise, seed: seed)
    options.noiseDecibels = noiseDecibels
    return options
  }
}
