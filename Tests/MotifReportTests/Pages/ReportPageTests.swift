import Foundation
import Testing

@testable import MotifReport

@Suite struct ReportPageTests {
  private func records(_ steps: Int, layers: Int = 2) -> [MetricsRecord] {
    (1...steps).map { step in
      var record = MetricsRecord(step: step)
      record.add("tokens", .integer(step * 100))
      record.add("loss", step == 3 ? .nan : 10 / Double(step))
      record.add("lambda", .list((0..<layers).map { Double($0) * 0.1 + Double(step % 3) }))
      record.add("tokensPerSecond", Double(step))
      record.add(
        "mixture", .table([.init("code", Double(step * 75)), .init("web", Double(step * 25))]))
      record.add("plannedMixture", .table([.init("code", 0.7), .init("web", 0.3)]))
      if step % 2 == 0 {
        record.add("bitsPerByte", .table([.init("<web>", abs(Double(step) - 4) + 1)]))
        record.add("validationBitsPerByte", abs(Double(step) - 4) + 1)
      }
      return record
    }
  }

  @Test func theSummaryHasTheKeyNumbers() {
    let summary = RunSummary(records(9))
    #expect(summary.steps == 9 && summary.tokens == 900 && summary.tokensPerSecond == 5)
    #expect(summary.finalLoss == 10.0 / 9 && summary.nonFinite == 1)
    #expect(summary.domains == [.init(name: "<web>", best: 1, bestStep: 4, last: 5)])
    #expect(summary.clippedHeads == nil && summary.largestLogit == nil)
    #expect(summary.text.contains("best 1.000 at step 4"))
  }

  @Test func thePageLoadsNothingAndLeavesOutWhatIsMissing() {
    let page = RunReport.html(title: "a & b", records: records(9))
    #expect(page.contains("<h1>a &amp; b</h1>") && page.contains("&lt;web&gt;"))
    #expect(page.contains("<h2>Training loss</h2>") && page.contains("<h2>Mixture</h2>"))
    #expect(!page.contains("<h2>Learning rate</h2>"))
    let outside = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    for word in ["http:", "https:", "src=", "@import", "url(", "<link"] {
      #expect(!outside.contains(word), "\(word) loads something")
    }
  }

  @Test func withoutRecordsThereIsStillAPage() {
    let page = RunReport.html(title: "empty", records: [])
    #expect(page.contains("No values were recorded yet") && page.hasSuffix("</html>\n"))
  }

  @Test func phasesHaveALegendAndShadeEveryChart() {
    let phases: [LineChart.Band] = [
      .init("warm-up", from: 0, to: 3), .init("<stable>", from: 3, to: 7),
      .init("anneal", from: 7, to: 9),
    ]
    let page = RunReport.html(title: "a", records: records(9), phases: phases)
    let charts = page.split(separator: "<svg ").dropFirst()
    #expect(charts.count > 4)
    for chart in charts {
      for shade in 0..<3 { #expect(chart.contains("<rect class=\"band h\(shade)\"")) }
    }
    #expect(page.contains("<span class=\"swatch h1\"></span>&lt;stable&gt; to step 7</li>"))
    #expect(!RunReport.html(title: "a", records: records(9)).contains("<ul class=\"legend\""))
  }

  /// A ramp that stays where it is tells nothing.
  @Test func rampsAndPackingAreDrawnWhereTheyWereRecorded() {
    func page(_ lengths: [Int], _ more: Bool) -> String {
      RunReport.html(
        title: "a",
        records: lengths.enumerated().map { index, length in
          var record = MetricsRecord(step: index + 1)
          record.add("sequenceLength", .integer(length))
          if more { record.add("trainableTokens", .integer(10 + index)) }
          if more { record.add("packingEfficiency", 0.9 + 0.01 * Double(index)) }
          return record
        })
    }
    let titles = ["Sequence length", "Trainable tokens", "Packing efficiency"]
    func shown(_ page: String) -> [Bool] { titles.map { page.contains("<h2>\($0)</h2>") } }
    #expect(shown(page([16, 16, 32], true)) == [true, true, true])
    #expect(shown(page([16, 16, 16], true)) == [false, true, true])
    #expect(shown(page([16, 32], false)) == [true, false, false])
    let efficiency = page([16, 16, 32], true).split(separator: "<h2>Packing efficiency</h2>")
    #expect(efficiency.count == 2 && efficiency[1].contains(">91.0</text>"), "in percent")
  }

  @Test func longRunsStaySmall() {
    let page = RunReport.html(title: "long", records: records(4000, layers: 4))
    #expect(page.utf8.count < 200_000)
  }

  @Test func drawnSharesComeFromCountsSinceTheStart() {
    let shares = RunMetrics(records(9)).drawnShares(window: 2)
    #expect(shares.map(\.name) == ["code", "web"])
    #expect(shares[0].points.count == 9)
    #expect(shares[0].points.allSatisfy { abs($0.y - 0.75) < 1e-12 })
  }

  @Test func smoothingHasNoPullFromItsStart() {
    let points = [LineChart.Point(0, 4), .init(1, .nan), .init(2, 4), .init(3, 0)]
    let smooth = RunMetrics.smoothed(points, window: 2).map(\.y)
    // Weights 1, 1/2 and 1/4: (0 + 4/2 + 4/4) / (7/4).
    #expect(smooth[0] == 4 && smooth[1].isNaN && smooth[2] == 4)
    #expect(abs(smooth[3] - 12.0 / 7) < 1e-12)
  }

  @Test func runsAreComparedInOneTable() {
    let comparison = RunComparison([
      .init(name: "a", records: records(9)), .init(name: "longer", records: records(4)),
      .init(name: "none", records: []),
    ])
    let lines = comparison.text.split(separator: "\n")
    #expect(Set(lines.prefix(4).map(\.count)).count == 1 && lines.allSatisfy { $0.count <= 80 })
    let cells = lines.map { $0.split(separator: " ").map(String.init) }
    #expect(cells[1].prefix(3) == ["a", "9", "1.111"])
    #expect(cells[2].prefix(3) == ["longer", "4", "2.500"])
    #expect(cells[3] == ["none", "0", "–", "–", "–", "–", "–"])
    let page = comparison.html(title: "two")
    #expect(page.contains("<h2>Validation, &lt;web&gt;</h2>"))
    #expect(page.contains("Training loss by tokens"))
  }
}
