internal import MotifReport
internal import MotifTensor

/// The learning rates that weights were trained with.
package struct LearningRates: Codable, Sendable, Equatable {
  /// The highest.
  package let peak: Double
  /// That of the last step.
  package let last: Double

  /// Whether a schedule had brought the rate down: training at the peak undoes that.
  package var haveDecayed: Bool { last < peak / 2 }
}

extension WeightFolder {
  /// The learning rates of the training of these weights; nil when nothing says them.
  package func learningRates() -> LearningRates? {
    guard let run else { return (try? GrowthRecord(folder: path))?.learningRates }
    guard let records = try? MetricsLog.read(run.metricsPath) else { return nil }
    let step = (try? RunCheckpoint(step: 0, path: path).state())?.step ?? .max
    let rates = records.filter { $0.step <= step }.compactMap { $0.number("learningRate") }
    guard let last = rates.last, let peak = rates.max() else { return nil }
    return LearningRates(peak: peak, last: last)
  }
}
