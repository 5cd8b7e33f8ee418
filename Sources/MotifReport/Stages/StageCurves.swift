internal import MotifCore

/// The validation of all stages in one row, over the tokens trained on since the first.
struct StageCurves {
  /// The stages that have trained, as stretches of the axis.
  let bands: [LineChart.Band]
  private let stages: [(account: StageAccount, start: Double)]
  private let colors: DomainColors

  /// The curves of those of `stages` that train.
  init(_ stages: [StageAccount], colors: DomainColors) {
    var start = 0.0
    var placed: [(account: StageAccount, start: Double)] = []
    var bands: [LineChart.Band] = []
    for stage in stages where !stage.records.isEmpty {
      placed.append((stage, start))
      let end = start + Double(stage.tokens)
      bands.append(.init(stage.name, from: start, to: end))
      start = end
    }
    (self.stages, self.bands, self.colors) = (placed, bands, colors)
  }

  private static let note =
    "Each stage goes on from the weights of the one before. A curve jumps where a stage is validated on "
    + "other texts, or in the turns of a chat."

  /// All domains together.
  var total: LineChart {
    chart(
      "Bits per byte, all stages",
      [.init("all", joined { $0.numbers("validationBitsPerByte") }, color: .ink, stroke: .dotted)],
      note: Self.note)
  }

  /// A chart of each domain.
  var byDomain: [LineChart] {
    var names: [String] = []
    for stage in stages {
      for column in RunMetrics(stage.account.records).tables("bitsPerByte")
      where !names.contains(column.name) { names.append(column.name) }
    }
    return names.map { name in
      func column(_ table: String) -> [LineChart.Point] {
        joined { metrics in metrics.tables(table).first { $0.name == name }?.points ?? [] }
      }
      let floor = column("generatorBitsPerByte")
      return chart(
        name,
        (floor.isEmpty
          ? []
          : [
            .init(
              name + " generator", floor, color: colors[name], stroke: .dashed, isLabelled: false)
          ]) + [
            .init(
              name, column("bitsPerByte"), color: colors[name], stroke: .dotted, isLabelled: false)
          ])
    }
  }

  private func chart(
    _ title: String, _ series: [LineChart.Series], note: String = ""
  ) -> LineChart {
    LineChart(
      title: title, yLabel: "bits per byte", xLabel: "tokens", series: series,
      includesZero: true, note: note, bands: bands
    ).cut(.automatic)
  }

  /// The points of every stage behind each other, with a gap between two stages.
  private func joined(_ points: (RunMetrics) -> [LineChart.Point]) -> [LineChart.Point] {
    var result: [LineChart.Point] = []
    for (stage, start) in stages {
      var tokens: [Double: Double] = [:]
      for record in stage.records { tokens[Double(record.step)] = record.number("tokens") }
      let own = points(RunMetrics(stage.records)).compactMap { point in
        tokens[point.x].map { LineChart.Point(start + $0, point.y) }
      }
      guard let first = own.first else { continue }
      if !result.isEmpty { result.append(.init(first.x, .nan)) }
      result += own
    }
    return result
  }
}
