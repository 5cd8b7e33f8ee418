import MotifTestSupport
import Testing

@Suite("Comparison can fail") struct ComparisonTests {
  private func matches(
    _ actual: [Double], _ expected: [Double], relative: Double = 1e-6, absolute: Double = 0
  ) -> Bool {
    Comparison("x", actual, expected, relative: relative, absolute: absolute).matches
  }

  @Test("equal values match and the bound is sharp")
  func bound() {
    #expect(matches([1, -2, 3], [1, -2, 3]))
    #expect(matches([1, 2 + 1e-6, 4], [1, 2, 4]))
    #expect(!matches([1, 2 + 5e-6, 4], [1, 2, 4]))
    #expect(matches([0.125], [0], relative: 0, absolute: 0.125))
    #expect(!matches([0.126], [0], relative: 0, absolute: 0.125))
  }

  @Test("one wrong value, sign or order is caught")
  func plantedValues() {
    #expect(!matches([1, 2, 3.001], [1, 2, 3]))
    #expect(!matches([1, -2, 3], [1, 2, 3]))
    #expect(!matches([2, 1, 3], [1, 2, 3]))
  }

  @Test("NaN and infinity never match", arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) {
    #expect(!matches([1, value, 3], [1, 2, 3]))
    #expect(!matches([1, 2, 3], [1, value, 3]))
    #expect(!matches([1, value, 3], [1, value, 3]))
    #expect(!matches([1, 2, 3], [1, 2, 3], absolute: value))
    #expect(!matches([1, 2, value], [1, 2, 3], relative: 1e30))
  }

  @Test("a wrong length and an empty comparison never match")
  func lengths() {
    #expect(!matches([1, 2], [1, 2, 3]))
    #expect(!matches([1, 2, 3], [1, 2]))
    #expect(!matches([], [1]))
    #expect(!matches([], []))
  }

  @Test("Float values are held to the golden files' absolute tolerance")
  func floats() {
    #expect(Comparison("x", [Float(1e-6)], [0], relative: 0).matches)
    #expect(!Comparison("x", [Float(1.1e-6)], [0], relative: 0).matches)
    #expect(!Comparison("x", [Float.nan], [0], relative: 1).matches)
  }

  @Test("the message names the worst index, both values and the shape")
  func message() {
    let text = Comparison(
      "dx", [1, 2, 9, 4] as [Double], [1, 2, 3, 5], relative: 0, absolute: 0.5, shape: [2, 2]
    ).description
    for part in ["dx", "[2, 2]", "worst at 2", "9.0 against 3.0", "off by 6.0", "allowed 0.5"] {
      #expect(text.contains(part), "\(text) lacks \(part)")
    }
  }

  @Test("a NaN is the worst index even beside larger differences")
  func messageForNaN() {
    let text = Comparison("y", [9, .nan, 1e9] as [Double], [1, 2, 3], relative: 0, absolute: 0)
      .description
    #expect(text.contains("worst at 1"), "\(text)")
  }

  @Test("bits tell apart what == does not, and find one ulp")
  func bits() {
    func matches(_ a: [Float], _ b: [Float]) -> Bool { Comparison(bits: "b", a, b).matches }
    #expect(matches([1, .nan, -0.0], [1, .nan, -0.0]))
    #expect(!matches([1, 0], [1, -0.0]))
    #expect(!matches([1, Float(2).nextUp], [1, 2]))
    #expect(!matches([1, .nan], [1, 2]) && !matches([1, 2], [1, .nan]))
    #expect(!matches([1], [1, 2]) && !matches([1, 2], [1]) && !matches([], []))
    let text = Comparison(bits: "b", [1, 5, 6], [1, 2, 3]).description
    #expect(text == "b: 2 of 3 differ, first at 1: 5.0 against 2.0")
  }

  @Test("central differences give known gradients, to 1e-9 for a cubic")
  func differences() {
    let numeric = centralDifferences(at: [1, -2, 0.5]) { $0[0] * $0[0] * $0[1] + 3 * $0[2] }
    #expect(
      Comparison("gradient", numeric, [-4, 1, 3], relative: 0, absolute: 1e-9).matches,
      "\(numeric)")
  }
}
