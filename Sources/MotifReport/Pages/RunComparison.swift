internal import MotifCore

/// Two or more runs side by side: the same charts, one line a run, and a table of the key numbers.
package struct RunComparison: Sendable {
  /// A run with its name.
  package struct Run: Sendable {
    /// The name, such as the run's folder.
    package let name: String
    /// What was measured.
    package let records: [MetricsRecord]

    /// A run with what was measured.
    package init(name: String, records: [MetricsRecord]) {
      self.name = name
      self.records = records
    }
  }

  /// The runs, in the order of lines and rows.
  package let runs: [Run]
  private let metrics: [RunMetrics]
  private let summaries: [RunSummary]

  /// A comparison of `runs`.
  ///
  /// Cost: O(records · log records).
  package init(_ runs: [Run]) {
    self.runs = runs
    metrics = runs.map { RunMetrics($0.records) }
    summaries = runs.map { RunSummary($0.records) }
  }

  /// The key numbers of one run.
  package struct Result: Encodable, Sendable, Equatable {
    /// The run.
    package let run: String
    /// Its key numbers.
    package let summary: RunSummary
  }

  /// The key numbers of the runs, in their order.
  package var results: [Result] {
    zip(runs, summaries).map { Result(run: $0.name, summary: $1) }
  }

  /// The comparison as one HTML file that opens without network.
  package func html(title: String) -> String {
    ReportPage.html(
      title: title,
      sections: tables(names: runs.map(\.name)).map {
        ReportPage.table(caption: $0.caption, head: $0.head, rows: $0.rows)
      } + [ReportPage.charts(charts)])
  }

  /// The tables as plain text in columns, for a terminal of eighty columns.
  package var text: String {
    tables(names: Self.shortened(runs.map(\.name))).map { table in
      var columns = TextTable(numbers: table.head.count - 1)
      for row in [table.head] + table.rows { columns.add(row) }
      return columns.text(indent: 0)
    }.joined(separator: "\n\n")
  }

  private typealias Table = (caption: String, head: [String], rows: [[String]])

  /// The key numbers, and the scores of every domain: the last beside the best, because the best alone
  /// flatters a run that got worse.
  private func tables(names: [String]) -> [Table] {
    let keys = zip(names, summaries).map { name, summary in
      let speed = summary.tokensPerSecond.map { NumberText.short($0, digits: 3) } ?? "–"
      return [name, NumberText.grouped(summary.steps), cell(summary.finalLoss)]
        + cells(summary.validation) + [speed]
    }
    let scores = domains.flatMap { domain in
      zip(names, summaries).map { name, summary in
        [name, Self.shortened(domain)] + cells(summary.domains.first { $0.name == domain })
      }
    }
    let tables: [Table] = [
      (
        "Key numbers, validation in bits per byte",
        ["run", "steps", "loss", "last", "best", "at step", "tokens/s"], keys
      ),
      (
        "Validation by domain, bits per byte", ["run", "domain", "last", "best", "at step"],
        scores
      ),
    ]
    return tables.filter { !$0.rows.isEmpty }
  }

  /// The last score, the best and where it was.
  private func cells(_ score: RunSummary.Domain?) -> [String] {
    [cell(score?.last), cell(score?.best), score.map { NumberText.grouped($0.bestStep) } ?? "–"]
  }

  private func cell(_ value: Double?) -> String { value.map { NumberText.short($0) } ?? "–" }

  /// The domains of all runs, in the order in which they appear.
  private var domains: [String] {
    var seen: Set<String> = []
    return summaries.flatMap { $0.domains.map(\.name) }.filter { seen.insert($0).inserted }
  }

  private static let nameWidth = 24

  /// Names that leave room for numbers: the ends of long ones, counted where these are the same.
  private static func shortened(_ names: [String]) -> [String] {
    let ends = names.map(shortened)
    guard Set(ends).count < Set(names).count else { return ends }
    return names.enumerated().map { "\($0 + 1) " + $1.suffix(nameWidth - 4) }
  }

  private static func shortened(_ name: String) -> String {
    name.count <= nameWidth ? name : "…" + name.suffix(nameWidth - 1)
  }

  /// The chart called `title`, as in the page; nil when nothing was recorded for it.
  package func chart(titled title: String) -> LineChart? {
    charts.first { $0.title == title && !$0.isEmpty }
  }

  private var charts: [LineChart] {
    let losses = metrics.map {
      RunMetrics.smoothed($0.numbers("loss"), window: $0.smoothingWindow)
    }
    var result = [
      chart("Training loss", "nats per token, smoothed", losses),
      byTokens(losses),
      validationByCompute,
      chart(
        "Validation, all domains", "bits per byte", numbers("validationBitsPerByte"),
        stroke: .dotted),
    ]
    for domain in domains {
      let points = metrics.map { run in
        run.tables("bitsPerByte").first { $0.name == domain }?.points ?? []
      }
      result.append(chart("Validation, \(domain)", "bits per byte", points, stroke: .dotted))
    }
    let norms = metrics.map {
      RunMetrics.smoothed($0.numbers("gradientNorm"), window: $0.smoothingWindow)
    }
    let logits = metrics.map { $0.listMaxima("maxLogits") }
    var norm = chart("Gradient norm", "before clipping, smoothed, logarithmic", norms)
    norm.yScale = .logarithmic
    var rate = chart("Learning rate", "step size", numbers("learningRate"))
    rate.includesZero = true
    var throughput = chart("Throughput", "tokens per second", numbers("tokensPerSecond"))
    throughput.includesZero = true
    return result + [
      rate, norm, chart("Largest attention logit", "logit, before softmax", logits),
      chart(
        "Likeness of cloned heads", "mean cosine", metrics.map { $0.listMeans("cloneCosine") },
        stroke: .dotted),
      chart(
        "Effective rank of cloned heads", "Σσ² / max σ²",
        metrics.map { $0.listMeans("cloneRank") }, stroke: .dotted),
      throughput,
    ]
  }

  private func numbers(_ name: String) -> [[LineChart.Point]] { metrics.map { $0.numbers(name) } }

  private func chart(
    _ title: String, _ yLabel: String, _ lines: [[LineChart.Point]],
    stroke: LineChart.Stroke = .solid
  ) -> LineChart {
    LineChart(
      title: title, yLabel: yLabel,
      series: zip(runs, lines).enumerated().compactMap { index, line in
        line.1.isEmpty
          ? nil : .init(line.0.name, line.1, color: .hue(index), stroke: stroke)
      })
  }

  /// Validation over what training has computed, that of the weights a run began with included:
  /// the fair axis between models of different size.
  private var validationByCompute: LineChart {
    let lines = metrics.map { run in
      run.records.compactMap { record -> LineChart.Point? in
        guard let flops = record.number("trainingFLOPs"),
          let score = record.number("validationBitsPerByte")
        else { return nil }
        return LineChart.Point(flops, score)
      }
    }
    var result = chart("Validation by compute", "bits per byte", lines, stroke: .dotted)
    result.xLabel = "FLOPs"
    return result
  }

  /// The losses over tokens, because runs with other batch sizes have other steps.
  private func byTokens(_ losses: [[LineChart.Point]]) -> LineChart {
    let lines = zip(metrics, losses).map { run, loss in
      let tokens = Dictionary(
        run.numbers("tokens").map { ($0.x, $0.y) }, uniquingKeysWith: { _, last in last })
      return loss.compactMap { point in tokens[point.x].map { LineChart.Point($0, point.y) } }
    }
    var result = chart("Training loss by tokens", "nats per token, smoothed", lines)
    result.xLabel = "tokens"
    return result
  }
}
