/// A learning rate as a function of the position in training, which is counted in steps or tokens.
///
/// Both kinds warm up linearly, `peak · s/warmup` for `s < warmup`, so the rate at position 0 is 0:
/// pass the position *after* the step (`step + 1`) where the first step should already move.
/// With `r` the end ratio and `p ∈ [0, 1]` the progress of the decay:
///
/// - `wsd` (warm-up, stable, decay; arXiv 2404.06395): `peak` until `decayStart`, then `peak · f(p)`,
///   `p = (s − decayStart)/decayLength`, `f` one of ``DecayShape``; `peak · f(1)` ever after.
/// - `cosine`: `peak · (r + (1−r)(1 + cos πp)/2)`, `p = (s − warmup)/(total − warmup)`.
public enum LearningRateSchedule: Sendable, Equatable {
  /// Warm-up, stable phase, decay.
  case wsd(WarmupStableDecay)
  /// Warm-up, then one half cosine.
  case cosine(WarmupCosine)

  /// The learning rate at `position ≥ 0`.
  public func rate(at position: Double) -> Double {
    switch self {
    case .wsd(let schedule): schedule.rate(at: position)
    case .cosine(let schedule): schedule.rate(at: position)
    }
  }

  /// Where the warm-up ends, and where a phase of decay begins, if there is one.
  package var turns: (warmup: Double, decay: Double?) {
    switch self {
    case .wsd(let schedule):
      (schedule.warmup, schedule.decayLength > 0 ? schedule.decayStart : nil)
    case .cosine(let schedule): (schedule.warmup, schedule.warmup)
    }
  }

  /// What is wrong with the numbers, each as `key: reason`; empty when nothing is.
  public var problems: [String] {
    switch self {
    case .wsd(let s):
      Self.common(s.peak, s.warmup, s.endRatio)
        + (s.decayStart >= s.warmup ? [] : ["decayStart: must not lie before the end of warmup"])
        + (s.decayLength >= 0 ? [] : ["decayLength: must not be negative"])
        + (s.endRatio > 0 || ![.exp, .invsqrt].contains(s.shape)
          ? [] : ["endRatio: must be above 0 for shape \(s.shape.rawValue)"])
    case .cosine(let s):
      Self.common(s.peak, s.warmup, s.endRatio)
        + (s.total >= s.warmup ? [] : ["total: must not lie before the end of warmup"])
    }
  }

  private static func common(_ peak: Double, _ warmup: Double, _ endRatio: Double) -> [String] {
    (peak > 0 && peak.isFinite ? [] : ["peak: must be a positive number"])
      + (warmup >= 0 ? [] : ["warmup: must not be negative"])
      + (0...1 ~= endRatio ? [] : ["endRatio: must lie between 0 and 1"])
  }
}
