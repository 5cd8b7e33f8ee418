extension ScheduleSettings {
  /// Where the learning rate begins to fall, 0 to 1; without such a phase where it would by default.
  package var annealStart: Double {
    1 - (kind == .wsd ? decayFraction : ScheduleSettings().decayFraction)
  }

  /// The learning rate over `total` nominal steps, with `peak` as its highest value.
  package func learningRate(peak: Double, total: Double) -> LearningRateSchedule {
    switch kind {
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
