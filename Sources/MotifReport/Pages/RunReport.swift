internal import MotifCore

/// The report of one run: a single HTML file that opens without network.
package enum RunReport {
  /// The report of `records`, and of the `results` of a run that has ended, under the heading `title`.
  ///
  /// - Parameters:
  ///   - phases: what is shaded in every chart, in order.
  ///   - conversations: what became of the conversations that a fine-tuning run has read.
  /// Charts and tables of what was never recorded are left out. The file stays below about 400 kB for
  /// any number of steps in a model of forty layers. Cost: O(records · log records).
  package static func html(
    title: String, records: [MetricsRecord], results: TrainingSummary? = nil,
    phases: [LineChart.Band] = [], conversations: [SampleAccount] = []
  ) -> String {
    let (summary, metrics) = (RunSummary(records), RunMetrics(records))
    let facts = summary.facts.map {
      "<div><dt>\(LineChart.escaped($0.name))</dt><dd>\(LineChart.escaped($0.value))</dd></div>"
    }
    let domains = DomainCharts(metrics, floors: results?.floors ?? [:])
    func shaded(_ charts: [LineChart], _ prefix: String) -> String {
      ReportPage.charts(charts.map { $0.shaded(phases) }, prefix: prefix)
    }
    let byDomain = domains.validationByDomain
    let sections =
      ["<dl class=\"facts\">\n\(facts.joined(separator: "\n"))\n</dl>"]
      + (phases.isEmpty ? [] : [ReportPage.legend(phases)])
      + [shaded(charts(metrics, domains), "chart")]
      + (byDomain.isEmpty ? [] : [shaded(byDomain, "domain")]) + scores(summary)
      + SourceTokens(metrics).sections
      + SampleAccount.sections(conversations) + (results?.sections ?? [])
    return ReportPage.html(title: title, sections: sections)
  }

  /// The validation of every domain, its best beside its last.
  private static func scores(_ summary: RunSummary) -> [String] {
    let scores = (summary.validation.map { [$0] } ?? []) + summary.domains
    guard !scores.isEmpty else { return [] }
    let rows = scores.map {
      [
        $0.name, NumberText.short($0.last), NumberText.short($0.best),
        NumberText.grouped($0.bestStep),
      ]
    }
    return [
      ReportPage.table(
        caption: "Validation, bits per byte", head: ["domain", "last", "best", "at step"],
        rows: rows)
    ]
  }

  /// The charts of a run in the order of the report, the empty ones among them.
  private static func charts(_ metrics: RunMetrics, _ domains: DomainCharts) -> [LineChart] {
    let efficiency = metrics.numbers("packingEfficiency").map {
      LineChart.Point($0.x, $0.y * 100)
    }
    return [
      loss(metrics), domains.validation, domains.exactMatch,
      LineChart(
        title: "Learning rate", yLabel: "step size",
        series: [.init("rate", metrics.numbers("learningRate"), isLabelled: false)],
        includesZero: true),
      ramp("Batch", "tokens per step", batch(metrics), color: .hue(4)),
      ramp(
        "Sequence length", "tokens per sequence", metrics.numbers("sequenceLength"),
        color: .hue(2)),
      MixtureStack(metrics).chart, domains.mixture,
      LineChart(
        title: "Trainable tokens", yLabel: "tokens with a label in a step",
        series: smoothed(metrics, "trainableTokens", color: .hue(0)), includesZero: true),
      LineChart(
        title: "Packing efficiency", yLabel: "% of the positions that hold a token",
        series: smoothed(metrics, efficiency, color: .hue(3))),
      LineChart(
        title: "Gradient norm", yLabel: "before clipping, logarithmic",
        series: smoothed(metrics, "gradientNorm", color: .hue(2)), yScale: .logarithmic),
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

  /// The numbers called `name`, every step pale behind their mean.
  private static func smoothed(
    _ metrics: RunMetrics, _ name: String, color: LineChart.Color
  ) -> [LineChart.Series] {
    smoothed(metrics, metrics.numbers(name), color: color)
  }

  /// The values at every step pale behind their mean.
  private static func smoothed(
    _ metrics: RunMetrics, _ points: [LineChart.Point], color: LineChart.Color
  ) -> [LineChart.Series] {
    let window = metrics.smoothingWindow
    let mean = RunMetrics.smoothed(points, window: window)
    let strong = LineChart.Series("mean", mean, color: color, isLabelled: false)
    if window == 1 { return [strong] }
    return [
      .init("every step", points, color: color, stroke: .faint, isLabelled: false), strong,
    ]
  }

  /// Tokens of each step.
  private static func batch(_ metrics: RunMetrics) -> [LineChart.Point] {
    let tokens = metrics.numbers("tokens")
    return zip(tokens.dropFirst(), tokens).map {
      LineChart.Point($0.x, ($0.y - $1.y) / max(1, $0.x - $1.x))
    }
  }

  /// A value that the schedule moves; empty where it stays as it is.
  private static func ramp(
    _ title: String, _ yLabel: String, _ points: [LineChart.Point], color: LineChart.Color
  ) -> LineChart {
    let changes = points.contains { $0.y != points[0].y }
    return LineChart(
      title: title, yLabel: yLabel,
      series: changes ? [.init(yLabel, points, color: color, isLabelled: false)] : [],
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
