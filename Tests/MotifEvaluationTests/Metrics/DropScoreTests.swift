import Testing

@testable import MotifEvaluation

/// DROP's scores equal those of lm-evaluation-harness.
@Suite struct DropScoreTests {
  private struct Row: Decodable {
    var id: Int
    var prediction: [String]
    var gold: [String]
    var exact_match: Double
    var f1: Double
  }

  @Test func scoresEqualTheRecording() throws {
    for row in try GoldenFile.rows("drop_f1.jsonl", as: Row.self) {
      let score = DropScore(prediction: row.prediction, gold: row.gold)
      #expect(score.exactMatch == row.exact_match, "row \(row.id)")
      #expect(score.f1 == row.f1, "row \(row.id)")
    }
  }

  /// What CPython 3.11 says of `str(float(text))`; nil where `float` refuses.
  @Test(
    arguments: [
      ("1", "1.0"), ("1_000", "1000.0"), (" 5 ", "5.0"), ("+.5", "0.5"), ("5.", "5.0"),
      ("1e3", "1000.0"), ("1e16", "1e+16"), ("1e-5", "1e-05"),
      ("12345678901234567890", "1.2345678901234567e+19"),
      ("inf", "inf"), ("-Infinity", "-inf"), ("NaN", "nan"), ("\u{664}\u{662}", "42.0"),
      ("0x10", nil), ("1__0", nil), ("_1", nil), ("", nil), ("five", nil), ("1e", nil), (".", nil),
      ("1 2", nil), ("-", nil), ("1e400", "inf"),
    ] as [(String, String?)])
  func numbersAreThoseOfPython(text: String, written: String?) {
    let number = PythonNumber.float(Array(text.unicodeScalars))
    #expect(number.map { String(String.UnicodeScalarView(PythonNumber.text($0))) } == written)
  }

  @Test func theBestPairingCounts() {
    // Greedily 0.9 + 0, at best 0.8 + 0.7.
    #expect(abs(BestPairing.sum(of: [[0.9, 0.8], [0.7, 0]]) - 1.5) < 1e-12)
    #expect(BestPairing.sum(of: [[0.5, 1, 0.25]]) == 1)
    #expect(BestPairing.sum(of: [[0.5], [1], [0.25]]) == 1)
    #expect(BestPairing.sum(of: [[0, 0], [0, 0]]) == 0)
  }

  @Test func pairingsEqualThoseOfAllOrders() {
    func best(_ values: [[Double]], _ row: Int, _ used: Set<Int>) -> Double {
      guard row < values.count else { return 0 }
      let columns = values[row].indices.filter { !used.contains($0) }
      let taken = columns.map { values[row][$0] + best(values, row + 1, used.union([$0])) }
      return (taken + [best(values, row + 1, used)]).max() ?? 0
    }
    var state: UInt64 = 7
    for _ in 0..<200 {
      func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
      }
      let (rows, columns) = (1 + next(5), 1 + next(5))
      let values = (0..<rows).map { _ in (0..<columns).map { _ in Double(next(9)) / 8 } }
      #expect(BestPairing.sum(of: values) == best(values, 0, []), "\(values)")
    }
  }

  @Test func theBestOfSeveralGoldAnswersCounts() {
    let score = DropScore.best(["5 yards"], golds: [["7"], ["yards"], ["5"]])
    #expect(score == (0, 0.67))
    #expect(DropScore.best(["x"], golds: [[" "]]) == (0, 0))
  }
}
