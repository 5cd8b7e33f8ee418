import Foundation
import MotifTestSupport
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
    #expect(page.contains("<h3>Training loss</h3>") && page.contains("<h3>Mixture</h3>"))
    #expect(!page.contains("<h3>Learning rate</h3>") && !page.contains("Clipped heads"))
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
    var context = RunReport.Context()
    context.phases = phases
    let page = RunReport.html(title: "a", records: records(9), context: context)
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
    func shown(_ page: String) -> [Bool] { titles.map { page.contains("<h3>\($0)</h3>") } }
    #expect(shown(page([16, 16, 32], true)) == [true, true, true])
    #expect(shown(page([16, 16, 16], true)) == [false, true, true])
    #expect(shown(page([16, 32], false)) == [true, false, false])
    let efficiency = page([16, 16, 32], true).split(separator: "<h3>Packing efficiency</h3>")
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
    #expect(page.contains("<h3>Validation, &lt;web&gt;</h3>"))
    #expect(page.contains("Training loss by tokens"))
  }

  @Test func whatWasLearnedComesFirst() throws {
    var context = RunReport.Context()
    context.results = TrainingSummary(
      run: "r", steps: 9, validation: [],
      exactMatch: [.init(domain: "sums", correct: 3, items: 12)],
      samples: [.init(prompt: "a <b>\n", text: "one\ntwo")])
    let page = RunReport.html(title: "a", records: records(9), context: context)
    let places = [
      "<h2>What it learned</h2>", "What it writes, after step 9", "<h3>Exact match</h3>",
      "<h3>Bits per byte, all domains", "<h2>Training</h2>", "<h2>Inside the model</h2>",
      "<h2>The machine</h2>",
    ].map { page.range(of: $0)?.lowerBound }
    let found = places.compactMap(\.self)
    #expect(found.count == places.count && found == found.sorted())
    #expect(page.contains("<pre><b>a &lt;b&gt;\n</b>one\ntwo</pre>"), "lines are kept")
    #expect(page.contains("width:25%") && page.contains("<em>3 of 12</em>"))
  }

  /// A card for what never moves would say no more than a sentence.
  @Test func whatStaysTheSameIsALineOfText() {
    func page(_ clips: [Int]) -> String {
      RunReport.html(
        title: "a",
        records: clips.enumerated().map { index, count in
          var record = MetricsRecord(step: index + 1)
          record.add("clippedHeads", .integer(count))
          return record
        })
    }
    #expect(page([0, 0, 0]).contains("Clipped heads: 0 heads in a step throughout."))
    #expect(!page([0, 0, 0]).contains("<h3>Clipped heads</h3>"))
    #expect(page([0, 2, 0]).contains("<h3>Clipped heads</h3>"))
    #expect(!page([0, 2, 0]).contains("throughout"))
  }

  @Test func theFolderTellsDayConfigAndCommand() throws {
    let folder = TemporaryRoot.url.appendingPathComponent("page-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ name: String, _ text: String) throws {
      try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
    }
    try write("metrics.jsonl", "")
    try write("config.json", #"{"data": {"sources": [{"name": "a<b"}]}}"#)
    try write("inside.json", "{")
    try write("results.json", "[]")
    let page = RunReport.html(folder: folder, records: records(9))
    #expect(page.contains("Last logged on ") && page.contains("--set name=NAME"))
    #expect(page.contains(#"<a href="config.json">"#) && page.contains("a&lt;b"))
    #expect(!page.contains("a<b") && !page.contains("λ now"))
  }
}
