import Foundation
import MotifTestSupport
import Testing

@testable import MotifReport

@Suite struct StagesReportTests {
  /// A record after `step` with `tokens` seen, and a score where it is given.
  private func record(_ step: Int, tokens: Int, score: Double? = nil) -> MetricsRecord {
    var record = MetricsRecord(step: step)
    record.add("tokens", .integer(tokens))
    if step > 0 { record.add("tokensPerSecond", 50) }
    if let score {
      record.add("bitsPerByte", .table([.init("<web>", score), .init("code", score + 1)]))
      record.add("validationBitsPerByte", score + 0.5)
    }
    return record
  }

  /// A run of five stages in `folder`, of which the last has not begun.
  private func stages(in folder: String) throws -> [StageAccount] {
    func write(_ text: String, _ path: String) throws {
      let file = URL(fileURLWithPath: folder + "/" + path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    func train(_ name: String, _ scores: [Double], _ text: String, right: Int) throws {
      let records = scores.enumerated().map { record($0, tokens: 100 * $0, score: $1) }
      try write(
        records.map { $0.jsonLine + "\n" }.joined(), "stages/\(name)/metrics.jsonl")
      try write(
        TrainingSummary(
          run: name, steps: 2, validation: [],
          exactMatch: [
            .init(domain: "sums/of two", correct: right, items: 8, ended: 7),
            .init(domain: "web", correct: 0, items: 1),
            .init(domain: "sums/of three", correct: 1, items: 2, ended: 2),
          ],
          samples: [.init(prompt: "The ", text: text), .init(prompt: name, text: "alone")]
        ).json, "stages/\(name)/results.json")
      try write("<p>", "stages/\(name)/report.html")
    }
    try write(#"{"stages": [{"data": {"sources": [{"name": "code"}]}}]}"#, "config.json")
    try train("1-seed", [4, 3, 2], "first", right: 1)
    try write(
      GrowthAccount(before: 1000, after: 4000, sizes: "", difference: 2e-7, positions: 9).json,
      "stages/2-width/growth-account.json")
    try train("3-alignment", [1.5, 1], "then\nmore", right: 6)
    try write(Self.machine.json, "stages/3-alignment/machine.json")
    try write("{}", "stages/4-evaluation/results.json")
    let score = TaskScore(
      task: "logic", metric: "acc", value: 0.75, error: 0.05, count: 20, shots: 3)
    func account(
      _ name: String, _ kind: String, width: String = "16", scores: [TaskScore] = []
    ) -> StageAccount {
      StageAccount(
        name: name, kind: kind, run: folder,
        architecture: scores.isEmpty ? [("hidden size", width)] : [], scores: scores)
    }
    return [
      account("1-seed", "pretrain"), account("2-width", "grow", width: "32"),
      account("3-alignment", "finetune", width: "32"),
      account("4-evaluation", "evaluate", scores: [score]),
      account("5-more", "pretrain", width: "32"),
    ]
  }

  private static let machine = MachineAccount(
    rows: 2048, columns: 512,
    kernels: [
      .init(name: "<norm>", oneByOneSeconds: 0.012, fusedSeconds: 0.003, published: 30.3)
    ], ranks: 8, cluster: "H200",
    ways: [
      .init(
        name: "distributed", milliseconds: 6, megabytes: 1.5, publishedMilliseconds: 1574.67,
        publishedMegabytes: 832),
      .init(
        name: "least loaded", milliseconds: 1.5, megabytes: 3, publishedMilliseconds: nil,
        publishedMegabytes: nil),
    ])

  private func withPage(_ body: (String, [StageAccount]) throws -> Void) throws {
    let folder = TemporaryRoot.url.appendingPathComponent("page-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let stages = try stages(in: folder)
    try body(StagesReport(folder: folder, stages: stages).html, stages)
  }

  @Test func aStageTellsWhatItDid() throws {
    try withPage { page, stages in
      #expect(stages.map(\.tokens) == [200, 0, 100, 0, 0])
      #expect(stages.map(\.seconds) == [4, 0, 2, 0, 0])
      #expect(stages[0].validation ?? (0, 0) == (4.5, 2.5) && stages[1].validation == nil)
      #expect(stages.map(\.isBegun) == [true, true, true, true, false])
      for text in [
        "200 tokens in 4.0 s", "validation 4.500 → 2.500 bits per byte",
        "1\u{202F}000 → 4\u{202F}000 parameters", "logits differ by at most 2e−7 of the largest",
        "7 of 11 questions right", "<em>7 of 10</em>", "<em>2 of 10</em>", "1 tasks asked",
        "not begun",
        "<a href=\"stages/1-seed/report.html\">", "In the report: Supervised fine-tuning, stage 1",
        "4 of 5",
      ] { #expect(page.contains(text), "\(text)") }
      #expect(!page.contains("stages/2-width/report.html"))
    }
  }

  @Test func samplesOfOnePromptStandSideBySide() throws {
    try withPage { page, _ in
      let pairs = page.split(separator: "<div class=\"pair\">").dropFirst()
      #expect(pairs.count == 2)
      let shared = try #require(pairs.first)
      #expect(shared.contains("<figcaption>1-seed</figcaption><pre>first</pre>"))
      #expect(shared.contains("<figcaption>3-alignment</figcaption><pre>then\nmore</pre>"))
      #expect(page.contains("<pre><b>3-alignment</b></pre>"), "of the last stage alone")
      #expect(!page.contains("<pre><b>1-seed</b></pre>"))
    }
  }

  @Test func curvesOfAllStagesAreJoinedByTokens() throws {
    try withPage { page, stages in
      let curves = StageCurves(stages, colors: DomainColors(["<web>", "code"]))
      #expect(curves.bands.map(\.name) == ["1-seed", "3-alignment"])
      #expect(curves.bands.map(\.end) == [200, 300])
      let points = curves.total.series[0].points
      #expect(points.map(\.x) == [0, 100, 200, 200, 200, 300])
      #expect(points[3].y.isNaN && points[4].y == 2 && points[5].y == 1.5)
      #expect(curves.byDomain.map(\.title) == ["<web>", "code"])
      #expect(curves.byDomain[1].series[0].color == .hue(1))
      #expect(page.contains("to 300 tokens</li>") && page.contains("&lt;web&gt;"))
      #expect(!page.contains("<web>"))
    }
  }

  @Test func tablesHaveTheNumbersThatThereAre() throws {
    try withPage { page, _ in
      #expect(page.contains("<caption>Architecture</caption>"))
      #expect(
        page.contains("<th scope=\"row\">hidden size</th><td>16</td><td>32</td></tr>"),
        "a column for each shape")
      #expect(page.contains("<td class=\"words\">acc</td><td>0.7500</td><td>0.0500</td>"))
      #expect(page.contains("75.0 ± 5.0 %"))
      #expect(
        page.contains(
          "<th scope=\"row\">3-alignment</th><td>100</td><td>2.000</td><td>1.500</td>"
            + "<td>7 of 11</td><td>9</td></tr>"))
    }
  }

  @Test func kernelsAndMuonStandBesideTheReport() throws {
    try withPage { page, _ in
      #expect(page.contains("table 3 of the report: 2\u{202F}048 × 512 numbers on this machine"))
      #expect(
        page.contains(
          "<th scope=\"row\">&lt;norm&gt;</th><td>12.000</td><td>3.000</td><td>4.0×</td>"
            + "<td>30.3×</td></tr>"))
      #expect(
        page.contains(
          "<th scope=\"row\">distributed</th><td>6.000</td><td>1.00×</td><td>1.50</td>"
            + "<td>1575</td><td>1.00×</td><td>832</td></tr>"))
      #expect(
        page.contains(
          "<th scope=\"row\">least loaded</th><td>1.500</td><td>4.00×</td><td>3.00</td>"
            + "<td>–</td><td>–</td><td>–</td></tr>"))
    }
  }

  @Test(arguments: ["", "{", #"{"rows": "many"}"#, "[]"])
  func aDamagedAccountOfTheMachineIsLeftOut(text: String) throws {
    let folder = TemporaryRoot.url.appendingPathComponent("machine-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: MachineAccount.path(folder)))
    #expect(MachineAccount(folder: folder) == nil)
    try Data(try Self.machine.json.utf8).write(
      to: URL(fileURLWithPath: MachineAccount.path(folder)))
    #expect(MachineAccount(folder: folder) == Self.machine)
  }

  /// Numbers that count nothing must not end the program.
  @Test func damagedNumbersAreDrawn() throws {
    let folder = TemporaryRoot.url.appendingPathComponent("page-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let stage = folder + "/stages/1-a"
    try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
    let lines = [0, Int.max - 1, Int.max].map { record($0, tokens: .max, score: 1).jsonLine + "\n" }
    try lines.joined().write(toFile: stage + "/metrics.jsonl", atomically: false, encoding: .utf8)
    let match = TrainingSummary.ExactMatch(
      domain: "a/b", correct: .max, items: .min, ended: .max)
    try TrainingSummary(
      run: "", steps: .max, validation: [], exactMatch: [match, match, match],
      samples: [.init(prompt: "\u{1}", text: "", unreadPromptTokens: .max)]
    ).json.write(toFile: stage + "/results.json", atomically: false, encoding: .utf8)
    let stages = (0..<3).map { _ in StageAccount(name: "1-a", kind: "finetune", run: folder) }
    #expect(StagesReport(folder: folder, stages: stages).html.hasSuffix("</html>\n"))
    #expect(RunReport.html(folder: stage, records: stages[0].records).hasSuffix("</html>\n"))
  }

  @Test func aRunThatHasNotBegunHasAPage() {
    let stage = StageAccount(name: "1-a", kind: "pretrain", run: "/nowhere")
    let page = StagesReport(folder: "/nowhere", stages: [stage]).html
    #expect(page.contains("not begun") && page.contains("0 of 1") && page.hasSuffix("</html>\n"))
  }

  @Test(arguments: [
    ("1-seed", ReportPart.seed), ("2-width", .width), ("3-hypercloning", .width),
    ("3-depth", .depth), ("4-curriculum", .curriculum), ("5-reasoning-anneal", .anneal),
    ("5-alignment", .alignment), ("6-skills", .skills), ("7-refinement", .refinement),
    ("8-Evaluation", .evaluation), ("1-pretrain", nil), ("2-mine", nil),
  ])
  func aNameTellsThePartOfTheReport(_ name: String, _ part: ReportPart?) {
    #expect(ReportPart.named(in: name) == part)
  }
}
