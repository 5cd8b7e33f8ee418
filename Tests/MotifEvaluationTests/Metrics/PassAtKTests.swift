import Testing

@testable import MotifEvaluation

/// pass@k equals the estimator's.
@Suite struct PassAtKTests {
  private struct Golden: Decodable {
    struct Row: Decodable {
      var n: Int
      var correct: Int
      var k: Int
      var pass: Double
    }
    struct Problem: Decodable {
      var n: Int
      var correct: Int
    }
    var estimator: [Row]
    var problems: [Problem]
    var mean: [String: Double]
  }

  @Test func estimatesEqualTheRecording() throws {
    let golden: Golden = try GoldenFile.value("pass_at_k.json")
    #expect(!golden.estimator.isEmpty && !golden.mean.isEmpty)
    for row in golden.estimator {
      let pass = PassAtK.estimate(count: row.n, correct: row.correct, k: row.k)
      #expect(abs(pass - row.pass) <= 1e-15, "\(row)")
    }
    for (k, mean) in golden.mean {
      let k = try #require(Int(k))
      let passes = golden.problems.map { PassAtK.estimate(count: $0.n, correct: $0.correct, k: k) }
      #expect(abs(MeanEstimate(passes).mean - mean) <= 1e-15, "k = \(k)")
    }
  }

  /// 1 − C(n − c, k) ÷ C(n, k), counted out.
  @Test func estimatesAreThoseOfTheBinomials() {
    func ways(_ n: Int, _ k: Int) -> Double {
      k > n ? 0 : (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
    }
    for n in 1...12 {
      for correct in 0...n {
        for k in 1...n {
          let counted = 1 - ways(n - correct, k) / ways(n, k)
          #expect(abs(PassAtK.estimate(count: n, correct: correct, k: k) - counted) < 1e-12)
        }
      }
    }
  }
}
