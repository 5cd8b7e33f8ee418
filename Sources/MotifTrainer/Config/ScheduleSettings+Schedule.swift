package import MotifOptimizer

extension ScheduleSettings {
  /// The learning rate after each of `steps` steps, with `peak` as its highest value.
  package func learningRate(peak: Double, steps: Int) -> LearningRateSchedule {
    let total = Double(steps)
    return switch kind {
    case .wsd:
      .wsd(
        WarmupStableDecay(
          peak: peak, total: total, warmupFraction: warmupFraction, decayFraction: decayFraction,
          shape: shape, endRatio: endRatio))
    case .cosine:
      .cosine(
        WarmupCosine(
          peak: peak, warmup: total * warmupFraction, total: total, endRatio: endRatio))
    }
  }
}
