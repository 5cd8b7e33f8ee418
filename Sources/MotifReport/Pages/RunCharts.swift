internal import MotifCore

/// The charts of how a run was trained, of what is inside its model, and of the machine, each with a
/// sentence that says what is seen; the empty ones among them.
struct RunCharts {
  private let metrics: RunMetrics
  private let domains: DomainCharts
  /// The logit above which QK-Clip acts; nil where it is not known.
  private let clip: Double?

  /// The charts of what `metrics` hold, its domains drawn as `domains` has them.
  init(_ metrics: RunMetrics, _ domains: DomainCharts, clip: Double? = nil) {
    (self.metrics, self.domains, self.clip) = (metrics, domains, clip)
  }

  /// What moves the weights, and what they are trained on.
  var training: [LineChart] {
    [
      loss,
      LineChart(
        title: "Learning rate", yLabel: "step size",
        series: [.init("rate", metrics.numbers("learningRate"), isLabelled: false)],
        includesZero: true, note: "How far a step moves the weights."),
      LineChart(
        title: "Gradient norm", yLabel: "before clipping, logarithmic",
        series: smoothed("gradientNorm", color: .hue(2)), yScale: .logarithmic,
        note: "The length of the gradient of all weights; sudden peaks are batches that fit badly."),
      MixtureStack(metrics, colors: domains.colors).chart, domains.mixture,
      ramp(
        "Batch", "tokens per step", batch, color: .hue(4), note: "How much text a step sees."),
      ramp(
        "Sequence length", "tokens per sequence", metrics.numbers("sequenceLength"),
        color: .hue(2), note: "How far apart two tokens can be that see each other."),
      LineChart(
        title: "Trainable tokens", yLabel: "tokens with a label in a step",
        series: smoothed("trainableTokens", color: .hue(0)), includesZero: true,
        note: "Those of the answers; what a user says is read, not learned."),
      LineChart(
        title: "Packing efficiency", yLabel: "% of the positions that hold a token",
        series: smoothed(
          metrics.numbers("packingEfficiency").map { .init($0.x, $0.y * 100) }, color: .hue(3)),
        note: "The rest is padding at the ends of rows."),
    ]
  }

  /// What the numbers in the model do.
  var inside: [LineChart] {
    [
      layers(
        "lambda", title: "λ of differential attention", yLabel: "λ",
        note: "The part of the noise head that is taken away from what the signal heads read."),
      logits,
      LineChart(
        title: "Clipped heads", yLabel: "heads in a step",
        series: smoothed("clippedHeads", color: .hue(1)), includesZero: true,
        note: "Heads whose query and key weights QK-Clip has shrunk."),
      layers(
        "polyNormCubic", title: "PolyNorm's weight of x³", yLabel: "w₀",
        note: "How bent the activation is."),
      layers(
        "cloneCosine", title: "Likeness of cloned heads", yLabel: "mean cosine", stroke: .dotted,
        note: "Copies without noise stay at 1: they learn nothing of their own."),
      layers(
        "cloneRank", title: "Effective rank of cloned heads", yLabel: "Σσ² / max σ²",
        stroke: .dotted, note: "Copies without noise stay at 1, heads apart reach their number."),
    ]
  }

  /// Speed and memory.
  var machine: [LineChart] {
    let memory = metrics.tables("peakBytes").enumerated().map { index, column in
      LineChart.Series(
        column.name, column.points.map { .init($0.x, $0.y / 1e6) }, color: .hue(index))
    }
    return [
      LineChart(
        title: "Throughput", yLabel: "tokens per second",
        series: smoothed("tokensPerSecond", color: .hue(3)), includesZero: true,
        note: "Tokens trained on in a second, without validation and saving."),
      LineChart(
        title: "Memory of tensors", yLabel: "MB, peak of each step", series: memory,
        includesZero: true, note: "The most that was in use at one moment, by what it was for."),
    ]
  }

  private var loss: LineChart {
    let points = metrics.numbers("loss")
    let window = metrics.smoothingWindow
    var series = [LineChart.Series("loss", points, isLabelled: window == 1)]
    if window > 1 {
      series[0].stroke = .faint
      series.append(.init("smoothed", RunMetrics.smoothed(points, window: window)))
    }
    return LineChart(
      title: "Training loss", yLabel: "nats per token", series: series,
      note: "How unexpected the next token is to the model, on average."
        + (window > 1 ? " Pale: every step. Strong: mean over about \(window) steps." : "")
    ).cut(.automatic)
  }

  /// The largest logits, with the line above which QK-Clip acts where it is in reach.
  private var logits: LineChart {
    var chart = layers(
      "maxLogits", title: "Largest attention logit", yLabel: "logit, before softmax",
      note: "The largest score of a query and a key."
        + (clip.map { " QK-Clip acts above \(NumberText.short($0, digits: 3))." } ?? ""))
    let steps = metrics.listMaxima("maxLogits").filter { $0.y.isFinite }
    if let clip, let first = steps.first, let last = steps.last,
      steps.contains(where: { $0.y > clip / 3 })
    {
      let line = [LineChart.Point(first.x, clip), .init(last.x, clip)]
      chart.series.append(.init("QK-Clip", line, color: .ink, stroke: .dashed))
    }
    return chart
  }

  /// The numbers called `name`, every step pale behind their mean.
  private func smoothed(_ name: String, color: LineChart.Color) -> [LineChart.Series] {
    smoothed(metrics.numbers(name), color: color)
  }

  /// The values at every step pale behind their mean.
  private func smoothed(
    _ points: [LineChart.Point], color: LineChart.Color
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
  private var batch: [LineChart.Point] {
    let tokens = metrics.numbers("tokens")
    return zip(tokens.dropFirst(), tokens).map {
      LineChart.Point($0.x, ($0.y - $1.y) / max(1, $0.x - $1.x))
    }
  }

  /// A value that the schedule moves; empty where it stays as it is.
  private func ramp(
    _ title: String, _ yLabel: String, _ points: [LineChart.Point], color: LineChart.Color,
    note: String
  ) -> LineChart {
    let changes = points.contains { $0.y != points[0].y }
    return LineChart(
      title: title, yLabel: yLabel,
      series: changes ? [.init(yLabel, points, color: color, isLabelled: false)] : [],
      includesZero: true, note: note)
  }

  /// Above how many layers only the means are drawn, since single steps would be a tangle.
  private static let fewLayers = 8

  /// A line a layer.
  private func layers(
    _ name: String, title: String, yLabel: String, stroke: LineChart.Stroke = .solid,
    note: String
  ) -> LineChart {
    let columns = metrics.lists(name)
    let window = stroke == .solid ? metrics.smoothingWindow : 1
    let means = columns.enumerated().map { index, points in
      LineChart.Series(
        "layer \(index)", RunMetrics.smoothed(points, window: window),
        color: .layer(index, of: columns.count), stroke: stroke)
    }
    let raw = window > 1 && columns.count <= Self.fewLayers ? columns : []
    let series =
      raw.enumerated().map { index, points in
        LineChart.Series(
          "layer \(index), every step", points, color: .layer(index, of: columns.count),
          stroke: .faint, isLabelled: false)
      } + means
    return LineChart(
      title: title, yLabel: yLabel, series: series,
      note: note + " One line a layer, counted from 0"
        + (window > 1 ? ", mean over about \(window) steps." : "."))
  }
}
