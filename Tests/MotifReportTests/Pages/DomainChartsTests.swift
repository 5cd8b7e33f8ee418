import Testing

@testable import MotifReport

@Suite struct DomainChartsTests {
  private static let names = ["code", "english", "korean", "sums", "zebra"]

  /// Scores of the first `count` domains at steps 0, 10 and 20.
  private func records(_ count: Int, measuresFloors: Bool = false) -> [MetricsRecord] {
    [0, 10, 20].map { step in
      var record = MetricsRecord(step: step)
      func table(_ value: (Int) -> Double) -> MetricsRecord.Value {
        .table(Self.names.prefix(count).enumerated().map { .init($1, value($0)) })
      }
      record.add("bitsPerByte", table { 5 + Double($0) - Double(step) / 10 })
      record.add("validationBitsPerByte", 6 - Double(step) / 10)
      record.add("mixture", table { Double(step * ($0 + 1)) })
      record.add("exactMatch", .table([.init("sums", Double(step) / 40)]))
      if measuresFloors { record.add("generatorBitsPerByte", .table([.init("code", 0.75)])) }
      return record
    }
  }

  private func series(_ chart: LineChart, _ name: String) -> LineChart.Series? {
    chart.series.first { $0.name == name }
  }

  @Test func aFloorIsADashedLineInTheColourOfItsDomain() throws {
    let chart = DomainCharts(RunMetrics(records(3)), floors: ["english": 1.5, "all": 1.25])
      .validation
    let floor = try #require(series(chart, "english generator"))
    #expect(floor.stroke == .dashed && !floor.isLabelled)
    #expect(floor.points == [.init(0, 1.5), .init(10, 1.5), .init(20, 1.5)])
    #expect(
      floor.color == series(chart, "english")?.color
        && floor.color == DomainColors(["code", "english", "korean"])["english"])
    #expect(series(chart, "all generator")?.points.map(\.y) == [1.25, 1.25, 1.25])
    #expect(series(chart, "code generator") == nil && series(chart, "korean generator") == nil)
    #expect(!chart.note.isEmpty)
    #expect(!DomainCharts(RunMetrics(records(3))).validation.note.contains("Dashed"))
  }

  @Test func whatWasMeasuredBesideTheScoresComesFirst() throws {
    let metrics = RunMetrics(records(2, measuresFloors: true))
    let chart = DomainCharts(metrics, floors: ["code": 9, "english": 1]).validation
    #expect(series(chart, "code generator")?.points.map(\.y) == [0.75, 0.75, 0.75])
    #expect(series(chart, "english generator")?.points.map(\.y) == [1, 1, 1])
  }

  @Test func aDomainAloneHasNoTotal() {
    let chart = DomainCharts(RunMetrics(records(1)), floors: ["code": 1, "all": 1]).validation
    #expect(chart.series.map(\.name) == ["code generator", "code"])
  }

  @Test func eachOfSeveralDomainsHasASmallChart() throws {
    let floors = ["code": 1, "korean": 1.25, "all": 1.1]
    #expect(DomainCharts(RunMetrics(records(1)), floors: floors).validationByDomain.isEmpty)
    let many = DomainCharts(
      RunMetrics(records(5)), floors: floors, ceilings: ["korean": 5, "all": 4])
    #expect(many.validation.series.map(\.name) == ["all generator", "all unigram", "all"])
    let charts = many.validationByDomain
    #expect(charts.map(\.title) == Self.names)
    try #require(charts.count == 5)
    #expect(charts[2].series.map(\.name) == ["korean generator", "korean unigram", "korean"])
    #expect(charts[2].series[0].color == charts[2].series[2].color)
    #expect(charts[2].series[1].points == [.init(0, 5), .init(10, 5), .init(20, 5)])
    #expect(charts[1].series.map(\.name) == ["english"] && charts[2].cut == .at(5.25))
  }

  @Test func aDomainHasOneColourInEveryChart() {
    let colors = DomainColors(["math", "sums", "zebra", "web"])
    let charts = DomainCharts(RunMetrics(records(5)), colors: colors)
    let match = charts.exactMatch.series
    #expect(match.map(\.name) == ["sums"] && match[0].color == .hue(1))
    #expect(match[0].points == [.init(0, 0), .init(10, 25), .init(20, 50)])
    #expect(series(charts.mixture, "sums")?.color == .hue(1))
    #expect(charts.validationByDomain[3].series[0].color == .hue(1))
    let stack = MixtureStack(RunMetrics(records(5)), colors: colors).chart
    #expect(series(stack, "sums")?.color == .hue(1))
  }

  @Test func thePageTakesFloorsFromTheResults() {
    func results(_ generator: Double?) -> TrainingSummary {
      TrainingSummary(
        run: "r", steps: 20,
        validation: [
          .init(
            domain: "code", bitsPerByte: 3, unigramBitsPerByte: 4, generatorBitsPerByte: generator)
        ], exactMatch: [], samples: [])
    }
    func page(_ generator: Double?) -> String {
      var context = RunReport.Context()
      context.results = results(generator)
      return RunReport.html(title: "a", records: records(2), context: context)
    }
    #expect(page(1.5).contains(#"data-name="code generator""#))
    #expect(!page(nil).contains(#"data-name="code generator""#))
  }
}
