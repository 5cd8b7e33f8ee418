/// Warm-up to `peak` and one half cosine down to `endRatio · peak` at `total`.
public struct WarmupCosine: Sendable, Equatable {
  /// The highest learning rate.
  public var peak = 4e-4
  /// Length of the warm-up; 0 for none.
  public var warmup = 0.0
  /// Where the cosine ends.
  public var total = 0.0
  /// Final rate over peak rate.
  public var endRatio = 0.0

  /// A schedule from absolute positions.
  public init(peak: Double = 4e-4, warmup: Double = 0, total: Double = 0, endRatio: Double = 0) {
    self.peak = peak
    self.warmup = warmup
    self.total = total
    self.endRatio = endRatio
  }

  /// The learning rate at `position`.
  public func rate(at position: Double) -> Double {
    if position < warmup { return peak * position / warmup }
    // No step is left for a cosine: the warm-up ends at its peak, not with a drop.
    if warmup > 0, warmup == total { return peak }
    let progress = total > warmup ? (position - warmup) / (total - warmup) : 1
    return peak * DecayShape.cosine.factor(progress, endRatio: endRatio)
  }
}
