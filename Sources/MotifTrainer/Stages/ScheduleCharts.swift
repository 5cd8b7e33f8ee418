internal import MotifData
internal import MotifOptimizer
internal import MotifReport

/// The schedules of a run as charts over its steps.
struct ScheduleCharts {
  let schedule: TrainingSchedule
  let mixture: CurriculumSchedule
  let title: String
  /// The colours of the run; nil takes those of the mixture alone.
  var colors: DomainColors?

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
    let shares = positions.map {
      mixture.shares(tokens: Double(schedule[Int($0)].tokensAfter), totalTokens: end)
    }
    let columns = mixture.domains.enumerated().map { index, name in
      (name: name, points: zip(positions, shares).map { LineChart.Point($0, $1[index]) })
    }
    return LineChart(
      title: "Mixture", yLabel: "% of tokens",
      series: LineChart.stacked(
        columns, stroke: .area, colors: colors ?? DomainColors(mixture.domains)),
      includesZero: true, bands: schedule.bands)
  }

  private func single(
    _ title: String, _ yLabel: String, _ value: (TrainingSchedule.Step) -> Double
  ) -> LineChart {
    let points = positions.map { LineChart.Point($0, value(schedule[Int($0)])) }
    return LineChart(
      title: title, yLabel: yLabel, series: [.init(title, points, isLabelled: false)],
      includesZero: true, bands: schedule.bands)
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

extension TrainingSchedule {
  /// Warm-up, the stable part and annealing, as charts shade them: each from where the one before ends.
  var bands: [LineChart.Band] {
    phases.map { .init($0.name, from: Double($0.firstStep - 1), to: Double($0.lastStep)) }
  }
}

extension RunPage {
  /// The page of the run in `folder`, shaded as its config says; not at all where that cannot be read.
  package init(of folder: RunFolder) {
    let config = try? ConfigLoader.load(path: folder.configPath).config
    self.init(folder, phases: config.map { RunParts(config: $0).schedule.bands } ?? [])
  }
}

extension ScheduleCharts {
  /// The charts of a run of `config`.
  package init(_ config: TrainConfig) throws(DataError) {
    schedule = RunParts(config: config).schedule
    mixture = try RunParts(config: config).curriculum()
    title = "Schedules of \(config.name)"
    colors = DomainColors(
      ofRun: config.output + "/" + config.name, others: config.data.sources.map(\.name))
  }
}
