import Testing

@testable import MotifReport

@Suite struct SourceTokensTests {
  private func records(repeats: Bool) -> [MetricsRecord] {
    [(1, 100, 0.5, 60.0), (2, 400, 0.9, 300)].map { step, tokens, share, web in
      var record = MetricsRecord(step: step)
      record.add("tokens", .integer(tokens))
      record.add("mixture", .table([.init("code", Double(tokens) - web), .init("web", web)]))
      record.add("plannedMixture", .table([.init("code", 1 - share), .init("web", share)]))
      if repeats, step == 2 {
        record.add("repeatedTokens", .table([.init("code", 25), .init("web", 0)]))
        record.add("epochs", .table([.init("code", 1), .init("web", 0)]))
      }
      return record
    }
  }

  @Test func everySourceHasItsTokensSharesAndRepeats() throws {
    let rows = SourceTokens(RunMetrics(records(repeats: true))).rows
    #expect(rows.map(\.name) == ["code", "web"])
    #expect(rows.map(\.tokens) == [100, 300] && rows.map(\.share) == [0.25, 0.75])
    #expect(rows.map(\.epochs) == [1, 0] && rows.map(\.repeated) == [25, 0])
    // (0.5 · 100 + 0.9 · 300) / 400
    #expect(abs(try #require(rows[1].planned) - 0.8) < 1e-12)
  }

  @Test func theTableSaysWhatWasReadAgain() {
    let page = RunReport.html(title: "a", records: records(repeats: true))
    #expect(page.contains("<caption>Tokens by source</caption>"))
    #expect(
      page.contains(
        "<tr><th scope=\"row\">code</th><td>100</td><td>25.0 %</td><td>20.0 %</td><td>1</td>"
          + "<td>25</td><td>25.0 %</td></tr>"))
  }

  @Test func withoutRepeatsTheyAreZero() {
    let rows = SourceTokens(RunMetrics(records(repeats: false))).rows
    #expect(rows.map(\.epochs) == [0, 0] && rows.map(\.repeated) == [0, 0])
  }

  @Test func whatWasNotRecordedIsLeftOut() {
    var loss = MetricsRecord(step: 1)
    loss.add("loss", 1)
    #expect(SourceTokens(RunMetrics([loss])).sections.isEmpty)
    var bare = MetricsRecord(step: 1)
    bare.add("mixture", .table([.init("a", 0), .init("b", .nan), .init("c", 1e300)]))
    let rows = SourceTokens(RunMetrics([bare])).rows
    #expect(rows.map(\.name) == ["a", "c"] && rows.map(\.planned) == [nil, nil])
    #expect(SourceTokens(RunMetrics([bare])).sections[0].contains("<td>–</td>"))
  }
}
