import Testing

@testable import MotifEvaluation

/// Answers of MATH are read and compared as lm-evaluation-harness does it.
@Suite struct MathAnswerTests {
  private struct Row: Decodable {
    var kind: String
    var a: String?
    var b: String?
    var normal_a: String?
    var normal_b: String?
    var equal: Bool?
    var text: String?
    var boxed: String?
    var content: String?
  }

  @Test func formsEqualTheRecording() throws {
    let rows: [Row] = try GoldenFile.rows("math.jsonl")
    #expect(Set(rows.map(\.kind)) == ["equal", "boxed"])
    for row in rows {
      if let a = row.a, let b = row.b {
        #expect(MathAnswer.normalized(a) == row.normal_a, "\(a)")
        #expect(MathAnswer.normalized(b) == row.normal_b, "\(b)")
        #expect(MathAnswer.areEqual(a, b) == row.equal, "\(a) and \(b)")
      } else {
        let boxed = MathAnswer.lastBoxed(in: row.text ?? "")
        #expect(boxed == row.boxed, "\(row.text ?? "")")
        #expect(boxed.flatMap(MathAnswer.content) == row.content, "\(row.text ?? "")")
      }
    }
  }

  /// What the source's code does with texts that break its rules.
  @Test(
    arguments: [
      ("\\frac", nil), ("\\sqrt", nil), ("\\frac1", "\\frac1"), ("\\frac1{2}", "\\frac{1}{2}"),
      ("\\frac{1}2", "\\frac{1}2"), ("1/2/3", "1/2/3"), ("-1/2", "\\frac{-1}{2}"),
      ("+1/2", "+1/2"), ("01/2", "01/2"), ("-0/2", "-0/2"), ("0/5", "\\frac{0}{5}"), ("/2", nil),
      ("1\\text{ a}\\text{ b}", nil), ("a=b=c", "a=b=c"), ("k=", ""), ("=3", "3"),
      ("\\sqrt2\\sqrt{3}", "\\sqrt{2}\\sqrt{3}"), ("{.5}", "{0.5}"), ("x .5", "x0.5"),
      ("1_0/2", "1_0/2"),
    ] as [(String, String?)])
  func oddTextsAreRewrittenOrGivenUp(text: String, normal: String?) {
    #expect(MathAnswer.normalized(text) == normal)
  }

  @Test func statedAnswersStandBetweenDollars() {
    #expect(MathAnswer.stated(in: "it is $5$ or $6$.") == "5$ or $6")
    #expect(MathAnswer.stated(in: "it is $5") == "it is $5")
    #expect(MathAnswer.stated(in: "5") == "5")
    #expect(MathAnswer.stated(in: "$$") == "")
  }
}
