public import MotifOptimizer
internal import MotifTensor

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

  /// Warm-up 2 %, decay over the last 18 % to a tenth.
  public init() {}
}
