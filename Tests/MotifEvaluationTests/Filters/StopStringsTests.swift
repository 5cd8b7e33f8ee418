import Testing

@testable import MotifEvaluation

/// Texts end at stop strings as in lm-evaluation-harness.
@Suite struct StopStringsTests {
  private struct Row: Decodable {
    var id: Int
    var text: String
    var stop: [String]
    var result: String
  }

  @Test func resultsEqualTheRecording() throws {
    for row in try GoldenFile.rows("stop.jsonl", as: Row.self) {
      let stops = StopStrings(row.stop)
      let cut = stops.cut(row.text)
      #expect(GoldenFile.isSame(cut, row.result), "row \(row.id): \(cut)")
      #expect(
        stops.isReached(in: row.text) == !GoldenFile.isSame(row.text, row.result), "row \(row.id)")
    }
  }

  @Test(
    arguments: [
      ("a\r\nb", ["\n"], "a\r"), ("a\u{301}b", ["a"], ""), ("abab", ["ba", "ab"], "a"),
      ("xyz", ["", "z"], "xy"), ("\u{E9}", ["e\u{301}"], "\u{E9}"), ("aXbYc", ["Y", "X"], "a"),
    ])
  func stopsActScalarByScalar(text: String, stops: [String], result: String) {
    let cut = StopStrings(stops).cut(text)
    #expect(GoldenFile.isSame(cut, result), "\(cut.debugDescription)")
  }
}
