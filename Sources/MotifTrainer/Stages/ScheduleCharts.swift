internal import MotifData
internal import MotifOptimizer
internal import MotifReport

/// The schedules of a run as charts over its steps.
struct ScheduleCharts {
  let schedule: TrainingSchedule
  let mixture: CurriculumSchedule
  let title: String

  /// Points of a line: about one for each unit of a drawing's width.
  private static let resolution = 400

  private var steps: Int { schedule.stepCount }

  /// The charts as an SVG file.
  var svg: String { LineChart.svgDocument(title: title, stacking: charts) }

  /// Learning rate, batch, sequence length and mixture.
  var charts: [LineChart] {
    [
      single("Learning rate", "step size") { $0.learningRate },
      single("Batch", "tokens per step") { Double($0.tokens) },
      single("Sequence length", "tokens per sequence") { Double($0.length) },
      mixtureChart,
    ]
  }

  private var mixtureChart: LineChart {
    let end = Double(schedule.totalTokens)
    let series = mixture.domains.enumerated().map { index, name in
      LineChart.Series(
        name,
        positions.map {
          let shares = mixture.shares(
            tokens: Double(schedule[Int($0)].tokensAfter), totalTokens: end)
          return .init($0, shares[index] * 100)
        }, color: .hue(index))
    }
    return LineChart(title: "Mixture", yLabel: "% of tokens", series: series, includesZero: true)
  }

  private func single(
    _ title: String, _ yLabel: String, _ value: (TrainingSchedule.Step) -> Double
  ) -> LineChart {
    let points = positions.map { LineChart.Point($0, value(schedule[Int($0)])) }
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

extension ScheduleCharts {
  /// The charts of a run of `config`.
  package init(_ config: TrainConfig) throws(DataError) {
    schedule = RunParts(config: config).schedule
    mixture = try config.data.curriculum()
    title = "Schedules of \(config.name)"
  }
}
