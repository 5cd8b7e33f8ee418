/// Warm-up to `peak`, a stable phase, and a decay to `endRatio · peak`.
public struct WarmupStableDecay: Sendable, Equatable {
  /// The learning rate of the stable phase.
  public var peak = 4e-4
  /// Length of the warm-up; 0 for none.
  public var warmup = 0.0
  /// Where the decay begins.
  public var decayStart = 0.0
  /// Length of the decay; with 0 the rate drops to its end at `decayStart`.
  public var decayLength = 0.0
  /// Form of the decay.
  public var shape = DecayShape.exp
  /// Final rate over peak rate; at 1 the rate is constant after the warm-up.
  public var endRatio = 0.1

  /// A schedule from absolute positions.
  public init(
    peak: Double = 4e-4, warmup: Double = 0, decayStart: Double = 0, decayLength: Double = 0,
    shape: DecayShape = .exp, endRatio: Double = 0.1
  ) {
    self.peak = peak
    self.warmup = warmup
    self.decayStart = decayStart
    self.decayLength = decayLength
    self.shape = shape
    self.endRatio = endRatio
  }

  /// A schedule from fractions of `total`: 2 % warm-up and the last 18 % decay unless told otherwise.
  ///
  /// Without a decay, at `decayFraction` 0, the rate is constant to the end: `endRatio` is then 1.
  public init(
    peak: Double, total: Double, warmupFraction: Double = 0.02, decayFraction: Double = 0.18,
    shape: DecayShape = .exp, endRatio: Double = 0.1
  ) {
    self.init(
      peak: peak, warmup: total * warmupFraction, decayStart: total * (1 - decayFraction),
      decayLength: total * decayFraction, shape: shape,
      endRatio: decayFraction > 0 ? endRatio : 1)
  }

  /// The learning rate at `position`.
  public func rate(at position: Double) -> Double {
    if position < warmup { return peak * position / warmup }
    if position < decayStart { return peak }
    let progress = decayLength > 0 ? (position - decayStart) / decayLength : 1
    return peak * shape.factor(progress, endRatio: endRatio)
  }
}
