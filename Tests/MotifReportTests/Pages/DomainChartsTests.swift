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
    #expect(floor.color == series(chart, "english")?.color && floor.color == .hue(1))
    #expect(series(chart, "all generator")?.points.map(\.y) == [1.25, 1.25, 1.25])
    #expect(series(chart, "code generator") == nil && series(chart, "korean generator") == nil)
    #expect(!chart.note.isEmpty)
    #expect(DomainCharts(RunMetrics(records(3))).validation.note.isEmpty)
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

  @Test func manyDomainsHaveAChartEach() throws {
    let floors = ["code": 1, "korean": 1.25, "all": 1.1]
    let few = DomainCharts(RunMetrics(records(4)), floors: floors)
    #expect(few.validationByDomain.isEmpty)
    let many = DomainCharts(RunMetrics(records(5)), floors: floors)
    #expect(
      many.validation.series.map(\.name)
        == ["all generator", "code", "english", "korean", "sums", "zebra", "all"])
    let charts = many.validationByDomain
    #expect(charts.map(\.title) == ["Validation, code", "Validation, korean"])
    try #require(charts.count == 2)
    #expect(charts[1].series.map(\.name) == ["generator", "korean"])
    #expect(charts[1].series.map(\.color) == [.hue(2), .hue(2)])
  }

  @Test func aDomainHasOneColourInEveryChart() {
    let charts = DomainCharts(RunMetrics(records(5)))
    let match = charts.exactMatch.series
    #expect(match.map(\.name) == ["sums"] && match[0].color == .hue(3))
    #expect(match[0].points == [.init(0, 0), .init(10, 25), .init(20, 50)])
    #expect(series(charts.mixture, "sums")?.color == .hue(3))
    #expect(series(charts.validation, "sums")?.color == .hue(3))
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
      RunReport.html(title: "a", records: records(2), results: results(generator))
    }
    #expect(page(1.5).contains(#"data-name="code generator""#))
    #expect(!page(nil).contains(#"data-name="code generator""#))
  }
}
