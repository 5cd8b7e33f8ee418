/// Planned and realised mixture as surfaces on top of each other.
struct MixtureStack {
  private let metrics: RunMetrics
  private let colors: DomainColors

  /// The stack of what `metrics` hold.
  init(_ metrics: RunMetrics, colors: DomainColors) {
    (self.metrics, self.colors) = (metrics, colors)
  }

  /// The chart; empty for fewer than two domains.
  var chart: LineChart {
    let window = max(metrics.smoothingWindow, metrics.records.count / 20)
    let drawn = metrics.drawnShares(window: window)
    let planned = metrics.tables("plannedMixture")
    let isStack = drawn.count > 1
    let areas = LineChart.stacked(drawn, stroke: .area, colors: colors)
    let edges = LineChart.stacked(planned, stroke: .edge, colors: colors)
    return LineChart(
      title: "Mixture, stacked", yLabel: "% of tokens", series: isStack ? areas + edges : [],
      includesZero: true,
      note: "Surfaces: drawn"
        + (window == 1 ? "" : " over \(window) steps")
        + ". Dashed: where they would end as planned.")
  }
}

extension LineChart {
  /// Shares of domains in percent, each on top of those before it.
  package static func stacked(
    _ columns: [(name: String, points: [Point])], stroke: Stroke, colors: DomainColors
  ) -> [Series] {
    var sums: [Double: Double] = [:]
    return columns.map { column in
      let points = column.points.map { point -> Point in
        sums[point.x, default: 0] += point.y * 100
        return Point(point.x, sums[point.x] ?? .nan)
      }
      return Series(
        column.name, points, color: colors[column.name], stroke: stroke,
        isLabelled: stroke == .area)
    }
  }
}
