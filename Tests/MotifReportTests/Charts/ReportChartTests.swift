import Foundation
import MotifTestSupport
import Testing

@testable import MotifReport

@Suite struct ReportChartTests {
  private func chart(_ points: [LineChart.Point], scale: AxisScale = .linear) -> String {
    LineChart(
      title: "Loss", yLabel: "nats", series: [.init("a", points, isLabelled: false)],
      yScale: scale
    ).svg(id: "t")
  }

  /// The path of the only line.
  private func path(_ svg: String) -> String {
    let parts = svg.split(separator: #"data-name="a" d=""#)
    return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : "none"
  }

  @Test func knownPointsLieWhereTheAxesSay() throws {
    let svg = chart([.init(0, 0), .init(5, 10), .init(10, 5)])
    // Zero is not padded downwards, 10 is padded by 4 %: y = 204 − 180 · v / 10.4.
    // Ticks 0 2 … 10: two characters, so the plot is from 25.4 to 394.
    #expect(path(svg) == "M25.4 204L209.7 30.9L394 117.5")
    #expect(svg.contains(#"y="34.9" text-anchor="end">10</text>"#))
    #expect(svg.contains(#"role="img" aria-labelledby="t-title t-desc""#))
    #expect(svg.contains(#"<title id="t-title">Loss</title>"#))
  }

  @Test func withoutValuesTheChartSaysSo() {
    for points in [[], [LineChart.Point(1, .nan)]] {
      let svg = chart(points)
      #expect(svg.contains("no values yet"))
      #expect(!svg.contains("<path"))
    }
  }

  @Test func aSinglePointIsADot() {
    let places = path(chart([.init(7, 3)])).split(separator: "L")
    #expect(places.count == 2)
    #expect(places[0].dropFirst() == places[1])
    #expect(places[0].hasSuffix(" 114"))
  }

  @Test func valuesThatAreNotFiniteAreGaps() {
    let path = path(
      chart([.init(0, 1), .init(1, 2), .init(2, .nan), .init(3, .infinity), .init(4, 1)]))
    #expect(path.count { $0 == "M" } == 2)
    #expect(!path.contains("nan") && !path.contains("inf"))
  }

  @Test func equalRatiosAreEqualDistancesOnALogarithmicAxis() {
    let heights = path(
      chart([.init(0, 1), .init(1, 10), .init(2, 100), .init(3, 0)], scale: .logarithmic)
    )
    .split(separator: "L").compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    #expect(heights.count == 3)
    #expect(abs(heights[0] - 2 * heights[1] + heights[2]) < 0.3)
  }

  @Test func equalRatiosAreEqualDistancesAlongALogarithmicAxis() {
    let points = [0, 1, 10, 100].map { LineChart.Point($0, 1) }
    let svg = LineChart(
      title: "Cost", yLabel: "µs", series: [.init("a", points)], xScale: .logarithmic
    ).svg(id: "t")
    // Zero has no place on the axis.
    let places = path(svg).dropFirst().split(separator: "L").compactMap {
      $0.split(separator: " ").first.flatMap { Double($0) }
    }
    #expect(places.count == 3)
    #expect(abs(places[0] - 2 * places[1] + places[2]) < 0.3)
    #expect(svg.contains(#" 0 1">"#))
  }

  @Test func stretchesAreShadedAndAreasShowWhereTheyMeet() {
    var chart = LineChart(
      title: "Shares", yLabel: "%", series: [.init("a", [.init(0, 1), .init(10, 1)])],
      bands: [
        .init("early", from: -5, to: 4), .init("late", from: 4, to: 20),
        .init("never", from: 11, to: 20),
      ])
    let alone = chart.svgDocument()
    #expect(alone.contains(#"<rect class="band h0""#) && alone.contains(#"<rect class="band h1""#))
    #expect(!alone.contains(#"<rect class="band h2""#), "beyond the axis")
    #expect(alone.contains(">early</text>") && !alone.contains(#"class="turn""#))
    let inPage = chart.svg(id: "t")
    #expect(!inPage.contains(">early</text>") && inPage.contains("<title>early</title>"))
    chart.series[0].stroke = .area
    let turns = chart.svg(id: "t").split(separator: #"class="turn" d=""#)
    #expect(turns.count == 2 && turns[1].prefix { $0 != "\"" }.count { $0 == "M" } == 1)
  }

  @Test func chartsStandSideBySide() {
    let chart = LineChart(title: "Cost", yLabel: "µs", series: [.init("a", [.init(1, 1)])])
    let svg = LineChart.svgDocument(
      title: "Three", stacking: [chart, chart, chart], columns: 2)
    for place in ["0 0", "420 0", "0 262"] { #expect(svg.contains("translate(\(place))")) }
    #expect(svg.contains(#"viewBox="0 0 840 524""#))
  }

  @Test(arguments: [
    (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0, 3e-4, ["0", "0.0001", "0.0002", "0.0003"]),
    (0, 20_000, ["0", "5k", "10k", "15k", "20k"]), (-1, 1, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
    (0, 5e-6, ["0", "1e−6", "2e−6", "3e−6", "4e−6", "5e−6"]),
  ])
  func ticksAreNice(low: Double, high: Double, texts: [String]) {
    let axis = ChartAxis(values: [low, high], scale: .linear, tickCount: 5, padded: false)
    #expect(axis.tickTexts == texts)
  }

  @Test(arguments: [0, Double.leastNormalMagnitude, -4, 1e299, .leastNonzeroMagnitude])
  func aConstantHasAnAxis(value: Double) {
    let axis = ChartAxis(values: [value, value], scale: .linear, tickCount: 5, padded: true)
    #expect(axis.range.contains(value) && axis.range.lowerBound < axis.range.upperBound)
    #expect((1...12).contains(axis.ticks.count))
  }

  @Test(arguments: [(1e-299, 1e299), (1e-299, 1e-5), (1e20, 1e299), (1e-299, 1.5e-299)])
  func anExtremeLogarithmicAxisIsDrawn(_ ends: (low: Double, high: Double)) {
    for padded in [false, true] {
      let axis = ChartAxis(
        values: [ends.low, ends.high], scale: .logarithmic, tickCount: 5, padded: padded)
      #expect(axis.range.lowerBound > 0 && axis.range.upperBound.isFinite)
      let middle = axis.fraction(ends.low.squareRoot() * ends.high.squareRoot())
      let places = [axis.fraction(ends.low), middle, axis.fraction(ends.high)]
      #expect(places[0] < 0.1 && abs(middle - 0.5) < 0.05 && places[2] > 0.9, "\(places)")
      #expect(axis.ticks.allSatisfy(axis.range.contains))
      if ends.high / ends.low > 10 { #expect((3...8).contains(axis.ticks.count)) }
    }
    let points = [LineChart.Point(ends.low, ends.high), .init(ends.high, ends.low)]
    let svg = LineChart(
      title: "Cost", yLabel: "s", series: [.init("a", points)], xScale: .logarithmic,
      yScale: .logarithmic
    ).svg(id: "t")
    #expect(path(svg).count { $0 == "L" } == 1)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func thinningKeepsEveryPeak() {
    var points = (0..<10_000).map { LineChart.Point(Double($0), Double($0 % 7)) }
    points[4321] = .init(4321, 99)
    points[8765] = .init(8765, -99)
    let thin = LineChart.thinned(points, buckets: 100) { $0.y.isFinite }
    #expect(thin.count <= 202)
    #expect(thin.contains(points[4321]) && thin.contains(points[8765]))
    #expect(thin.first == points.first && thin.last == points.last)
    #expect(zip(thin, thin.dropFirst()).allSatisfy { $0.x < $1.x })
  }

  @Test func labelsDoNotCoverEachOther() {
    let ends = (0..<6).map { (series: $0, name: "line \($0)", y: 190 + Double($0)) }
    let labels = ChartLabels(ends, range: 28...200).labels
    #expect(labels.map(\.series) == [0, 1, 2, 3, 4, 5])
    #expect(zip(labels, labels.dropFirst()).allSatisfy { $1.y - $0.y >= ChartLabels.spacing })
    #expect(labels.allSatisfy { (28...200).contains($0.y) })
    let many = (0..<40).map { (series: $0, name: "layer \($0)", y: Double($0)) }
    let kept = ChartLabels(many, range: 28...200).labels.map(\.series)
    #expect(kept.count == 8 && kept.contains(0) && kept.contains(39))
  }

  @Test func textIsEscaped() {
    let svg = LineChart(
      title: "a<b>&\"c'\u{1}", yLabel: "y", series: [.init("<script>", [.init(0, 1)])]
    ).svg(id: "t")
    #expect(svg.contains("a&lt;b&gt;&amp;&quot;c&#39;\u{FFFD}"))
    #expect(!svg.contains("<script>"))
  }

  @Test func sparklinesFillTheirWidth() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([1, .nan, 1], width: 8) == "▁ ▁")
    #expect(Sparkline.text([], width: 8).isEmpty)
  }

  /// A curve that falls like an L shows what comes behind its bend, and still holds its true values.
  @Test func anAxisIsCutAboveTheBend() throws {
    func chart(_ first: Double, _ cut: LineChart.Cut) -> LineChart {
      let values = [first, first / 2] + (2...40).map { 1 + 1 / Double($0) }
      return LineChart(
        title: "Loss", yLabel: "nats",
        series: [.init("a", values.enumerated().map { .init(Double($0), $1) })]
      ).cut(cut)
    }
    #expect(chart(20, .none).ceiling == nil && chart(20, .at(30)).ceiling == nil)
    #expect(chart(20, .at(5)).ceiling == 5 && chart(1.6, .automatic).ceiling == nil)
    #expect(chart(20, .automatic).ceiling == 1.25)
    let svg = chart(20, .automatic).svg(id: "t")
    #expect(svg.contains("↑ to 20.0</text>") && svg.contains("<svg x="))
    #expect(!chart(20, .none).svg(id: "t").contains("↑"))
    let scale = svg.split(separator: "data-scale=\"")[1].prefix { $0 != "\"" }
      .split(separator: " ").compactMap { Double($0) }
    let first = path(svg).dropFirst().prefix { $0 != "L" }.split(separator: " ")
    let place = try #require(Double(first[1]))
    let value = scale[6] + (scale[4] - place) / (scale[4] - scale[5]) * (scale[7] - scale[6])
    #expect(abs(value - 20) < 0.02, "read back from beyond the end")
  }

  @Test func aChartInAPageTakesTheFocus() {
    let chart = LineChart(title: "a", yLabel: "y", series: [.init("a", [.init(0, 1)])])
    #expect(chart.svg(id: "t").contains(#"tabindex="0""#))
    #expect(!chart.svgDocument().contains("tabindex"))
  }

  /// A stage has the colours of the whole run, whatever its own sources are.
  @Test func aStageHasTheColoursOfItsRun() throws {
    let run = TemporaryRoot.url.appendingPathComponent("colors-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: run) }
    func write(_ text: String, _ folder: URL) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: folder.appendingPathComponent("config.json"))
    }
    let own = #"{"data": {"sources": [{"name": "b"}, {"name": "c"}]}}"#
    let stages = #"{"stages": [{"data": {"sources": [{"name": "a"}]}}, \#(own)]}"#
    try write(stages, run)
    for name in ["stages/2-more", "other/2-more"] {
      try write(own, run.appendingPathComponent(name))
    }
    func hues(_ folder: String) -> [LineChart.Color] {
      let colors = DomainColors(ofRun: run.path + "/" + folder, others: ["d"])
      return ["b", "c", "d"].map { colors[$0] }
    }
    #expect(hues("stages/2-more") == [.hue(1), .hue(2), .hue(3)])
    #expect(hues("other/2-more") == [.hue(0), .hue(1), .hue(2)])
    #expect(DomainColors(ofRun: run.path + "/none", others: ["c"])["c"] == .hue(0))
  }

  @Test func aDomainAndItsFamiliesHaveOneColour() {
    let colors = DomainColors(["web", "code", "web", "math"])
    #expect(["web", "code", "math"].map { colors[$0] } == (0..<3).map { .hue($0) })
    #expect(colors["math/fractions"] == .hue(2) && colors["unknown"] == .hue(0))
  }
}
