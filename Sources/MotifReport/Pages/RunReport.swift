internal import MotifCore

/// The report of one run: a single HTML file that opens without network.
package enum RunReport {
  /// The report of `records`, and of the `results` of a run that has ended, under the heading `title`.
  ///
  /// - Parameter phases: what is shaded in every chart.
  /// Charts of what was never recorded are left out. The file stays below about 400 kB for any
  /// number of steps in a model of forty layers. Cost: O(records · log records).
  package static func html(
    title: String, records: [MetricsRecord], results: TrainingSummary? = nil,
    phases: [LineChart.Band] = []
  ) -> String {
    let summary = RunSummary(records)
    let facts = summary.facts.map {
      "<div><dt>\(LineChart.escaped($0.name))</dt><dd>\(LineChart.escaped($0.value))</dd></div>"
    }
    var sections = [
      "<dl class=\"facts\">\n\(facts.joined(separator: "\n"))\n</dl>",
      ReportPage.charts(
        charts(records).map { chart in
          var chart = chart
          chart.bands = phases
          return chart
        }),
    ]
    let scores = (summary.validation.map { [$0] } ?? []) + summary.domains
    if !scores.isEmpty {
      sections.append(
        ReportPage.table(
          caption: "Validation, bits per byte", head: ["domain", "last", "best", "at step"],
          rows: scores.map {
            [
              $0.name, NumberText.short($0.last), NumberText.short($0.best),
              NumberText.grouped($0.bestStep),
            ]
          }))
    }
    return ReportPage.html(title: title, sections: sections + (results?.sections ?? []))
  }

  /// The charts of a run in the order of the report, the empty ones among them.
  static func charts(_ records: [MetricsRecord]) -> [LineChart] {
    let metrics = RunMetrics(records)
    return [
      loss(metrics), bitsPerByte(metrics),
      LineChart(
        title: "Learning rate", yLabel: "step size",
        series: [.init("rate", metrics.numbers("learningRate"), isLabelled: false)],
        includesZero: true),
      LineChart(
        title: "Gradient norm", yLabel: "before clipping, logarithmic",
        series: smoothed(metrics, "gradientNorm", color: .hue(2)), yScale: .logarithmic),
      mixture(metrics), MixtureStack(metrics).chart,
      batch(metrics),
      layers(
        metrics, "maxLogits", title: "Largest attention logit", yLabel: "logit, before softmax"),
      LineChart(
        title: "Clipped heads", yLabel: "heads in a step",
        series: smoothed(metrics, "clippedHeads", color: .hue(1)), includesZero: true),
      layers(metrics, "lambda", title: "λ of differential attention", yLabel: "λ"),
      layers(
        metrics, "polyNormCubic", title: "PolyNorm's weight of x³", yLabel: "w₀"),
      layers(
        metrics, "cloneCosine", title: "Likeness of cloned heads", yLabel: "mean cosine",
        stroke: .dotted, note: "Copies without noise stay at 1: they learn nothing of their own."),
      layers(
        metrics, "cloneRank", title: "Effective rank of cloned heads", yLabel: "Σσ² / max σ²",
        stroke: .dotted, note: "Copies without noise stay at 1, heads apart reach their number."),
      LineChart(
        title: "Throughput", yLabel: "tokens per second",
        series: smoothed(metrics, "tokensPerSecond", color: .hue(3)), includesZero: true),
      memory(metrics),
    ]
  }

  private static func memory(_ metrics: RunMetrics) -> LineChart {
    let series = metrics.tables("peakBytes").enumerated().map { index, column in
      LineChart.Series(
        column.name, column.points.map { .init($0.x, $0.y / 1e6) }, color: .hue(index))
    }
    return LineChart(
      title: "Memory of tensors", yLabel: "MB, peak of each step", series: series,
      includesZero: true)
  }

  private static func loss(_ metrics: RunMetrics) -> LineChart {
    let points = metrics.numbers("loss")
    let window = metrics.smoothingWindow
    var series = [LineChart.Series("loss", points, isLabelled: window == 1)]
    if window > 1 {
      series[0].stroke = .faint
      series.append(.init("smoothed", RunMetrics.smoothed(points, window: window)))
    }
    return LineChart(
      title: "Training loss", yLabel: "nats per token", series: series,
      note: window > 1 ? "Pale: every step. Strong: mean over about \(window) steps." : "")
  }

  private static func bitsPerByte(_ metrics: RunMetrics) -> LineChart {
    var series = metrics.tables("bitsPerByte").enumerated().map { index, column in
      LineChart.Series(column.name, column.points, color: .hue(index), stroke: .dotted)
    }
    if series.count != 1 {
      series.append(
        .init("all", metrics.numbers("validationBitsPerByte"), color: .ink, stroke: .dotted))
    }
    return LineChart(title: "Validation", yLabel: "bits per byte", series: series)
  }

  /// The numbers called `name`, every step pale behind their mean.
  private static func smoothed(
    _ metrics: RunMetrics, _ name: String, color: LineChart.Color
  ) -> [LineChart.Series] {
    let points = metrics.numbers(name)
    let window = metrics.smoothingWindow
    let mean = RunMetrics.smoothed(points, window: window)
    let strong = LineChart.Series("mean", mean, color: color, isLabelled: false)
    if window == 1 { return [strong] }
    return [
      .init("every step", points, color: color, stroke: .faint, isLabelled: false), strong,
    ]
  }

  private static func mixture(_ metrics: RunMetrics) -> LineChart {
    // A step draws few rows, so its shares jump: a twentieth of the run shows where they lead.
    let window = max(metrics.smoothingWindow, metrics.records.count / 20)
    let drawn = metrics.drawnShares(window: window)
    let planned = metrics.tables("plannedMixture")
    let names = drawn.map(\.name) + planned.map(\.name).filter { !drawn.map(\.name).contains($0) }
    func percent(_ points: [LineChart.Point]) -> [LineChart.Point] {
      points.map { .init($0.x, $0.y * 100) }
    }
    var series: [LineChart.Series] = []
    for (index, name) in names.enumerated() {
      let realised = drawn.first { $0.name == name }
      if let realised { series.append(.init(name, percent(realised.points), color: .hue(index))) }
      guard let plan = planned.first(where: { $0.name == name }) else { continue }
      series.append(
        .init(
          name + " planned", percent(plan.points), color: .hue(index), stroke: .dashed,
          isLabelled: realised == nil))
    }
    return LineChart(
      title: "Mixture", yLabel: "% of tokens", series: series, includesZero: true,
      note: (window == 1 ? "Solid: drawn." : "Solid: drawn over \(window) steps.")
        + " Dashed: planned.")
  }

  /// Tokens of each step, where they change.
  private static func batch(_ metrics: RunMetrics) -> LineChart {
    let tokens = metrics.numbers("tokens")
    let grown = zip(tokens.dropFirst(), tokens).map {
      LineChart.Point($0.x, ($0.y - $1.y) / max(1, $0.x - $1.x))
    }
    let changes = (grown.map(\.y).max() ?? 0) > (grown.map(\.y).min() ?? 0)
    return LineChart(
      title: "Batch", yLabel: "tokens per step",
      series: changes ? [.init("tokens", grown, color: .hue(4), isLabelled: false)] : [],
      includesZero: true)
  }

  private static func layers(
    _ metrics: RunMetrics, _ name: String, title: String, yLabel: String,
    stroke: LineChart.Stroke = .solid, note: String = ""
  ) -> LineChart {
    let columns = metrics.lists(name)
    let series = columns.enumerated().map { index, points in
      LineChart.Series(
        "layer \(index)", points, color: .ramp(Double(index) / Double(max(1, columns.count - 1))),
        stroke: stroke)
    }
    return LineChart(
      title: title, yLabel: yLabel, series: series,
      note: "One line a layer, counted from 0." + (note.isEmpty ? "" : " " + note))
  }
}
