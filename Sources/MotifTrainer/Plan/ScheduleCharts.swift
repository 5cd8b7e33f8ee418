internal import MotifData
internal import MotifOptimizer
internal import MotifReport

/// The schedules of a run as charts over its steps.
struct ScheduleCharts {
  let learningRate: LearningRateSchedule
  let mixture: CurriculumSchedule
  let steps: Int
  let rowsPerStep: Int
  let sequenceLength: Int

  /// Points of a line: about one for each unit of a drawing's width.
  private static let resolution = 400

  /// Learning rate, batch, sequence length and mixture.
  var charts: [LineChart] {
    let tokens = Double(rowsPerStep * sequenceLength)
    return [
      single("Learning rate", "step size") { learningRate.rate(at: $0) },
      single("Batch", "tokens per step") { _ in tokens },
      single("Sequence length", "tokens per sequence") { _ in Double(sequenceLength) },
      mixtureChart,
    ]
  }

  private var mixtureChart: LineChart {
    let end = Double(steps)
    let series = mixture.domains.enumerated().map { index, name in
      LineChart.Series(
        name,
        positions.map {
          let shares = mixture.shares(tokens: $0, totalTokens: end)
          return .init($0, shares[index] * 100)
        }, color: .hue(index))
    }
    return LineChart(title: "Mixture", yLabel: "% of tokens", series: series, includesZero: true)
  }

  private func single(
    _ title: String, _ yLabel: String, _ value: (Double) -> Double
  ) -> LineChart {
    let points = positions.map { LineChart.Point($0, value($0)) }
    return LineChart(
      title: title, yLabel: yLabel, series: [.init(title, points, isLabelled: false)],
      includesZero: true)
  }

  /// Steps from the first to the last, evenly spread.
  private var positions: [Double] {
    let count = min(steps, Self.resolution)
    guard count > 1 else { return [1] }
    return (0..<count).map {
      1 + (Double($0) * Double(steps - 1) / Double(count - 1)).rounded()
    }
  }
}
