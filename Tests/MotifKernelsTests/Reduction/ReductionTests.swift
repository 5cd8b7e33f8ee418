import MotifKernels
import MotifTestSupport
import Testing

@Suite("Reduction") struct ReductionTests {
  /// The last ones cross four vectors and the blocks of 65 536.
  static let counts = MatrixShape.awkwardSizes + [1023, 1025, 40_000, 65_536, 65_537, 200_003]

  @Test("dot and sum against their references", arguments: counts)
  func precision(count: Int) {
    let (a, b) = (randomNumbers(count, "reduction.a"), randomNumbers(count, "reduction.b"))
    // Random signs cancel in the result, not in the error: compare beside the sum of magnitudes.
    let magnitude = zip(a, b).reduce(0.0) { $0 + abs(Double($1.0) * Double($1.1)) }
    // Both sums are in Double: each rounds by half an ulp of the magnitude an addition at most.
    let rounding = Double(count) * 0x1p-52
    let error = abs(Vectorized.dot(a, b, count: count) - Reference.dot(a, b, count: count))
    #expect(error <= rounding * magnitude, "dot off by \(error)")
    #expect(Reference.dot(a, b, count: count) == Reference.dot(a.doubles, b.doubles, count: count))

    let absolute = a.reduce(0.0) { $0 + Double(abs($1)) }
    let sumError = abs(Vectorized.sum(a, count: count) - Reference.sum(a, count: count))
    #expect(sumError <= rounding * absolute, "sum off by \(sumError)")
    #expect(Reference.sum(a, count: count) == Reference.sum(a.doubles, count: count))
  }

  /// Float squares overflow above 1.8e19 and vanish below 2.6e-23, and so would their sums.
  @Test(
    "squares and sums of numbers at both ends of Float",
    arguments: [
      Float.leastNonzeroMagnitude, 1e-41, 1e-38, 1e-30, 1e-23, 1e-19, 1e17, 1e18, 1.9e19, 1e25,
      1e37, .greatestFiniteMagnitude,
    ])
  func range(value: Float) {
    let exact = Double(value)
    for count in [1, 31, 1024, 4096, 65_537] {
      let a = [Float](repeating: value, count: count)
      let squares = Double(count) * exact * exact
      for dot in [Vectorized.dot(a, a, count: count), Reference.dot(a, a, count: count)] {
        #expect(abs(dot - squares) <= Double(count) * squares * 0x1p-52, "\(dot) for \(squares)")
        #expect(dot.isFinite && dot > 0)
      }
      for sum in [Vectorized.sum(a, count: count), Reference.sum(a, count: count)] {
        let expected = Double(count) * exact
        #expect(abs(sum - expected) <= Double(count) * expected * 0x1p-52, "\(sum)")
      }
    }
  }

  @Test("whole numbers are summed exactly", arguments: counts)
  func exact(count: Int) {
    let ones = [Float](repeating: 1, count: count)
    let ids = randomIntegers(count, below: 9, "reduction.ids").map { Float($0) - 4 }
    #expect(Vectorized.sum(ones, count: count) == Double(count))
    #expect(Vectorized.dot(ones, ids, count: count) == Reference.sum(ids.doubles, count: count))
    #expect(Vectorized.sum(ids, count: count) == Reference.sum(ids.doubles, count: count))
  }

  @Test("an empty sum is zero and finite")
  func empty() {
    let none: [Float] = [.nan]
    #expect(Vectorized.sum(none, count: 0) == 0)
    #expect(Vectorized.dot(none, none, count: 0) == 0)
    #expect(Vectorized.allFinite(none, count: 0))
  }

  @Test("allFinite finds one bad number anywhere", arguments: counts)
  func allFinite(count: Int) {
    var a = randomNumbers(count, "reduction.a")
    a[0] = .greatestFiniteMagnitude
    a[count - 1] = -.greatestFiniteMagnitude
    #expect(Vectorized.allFinite(a, count: count) && Reference.allFinite(a, count: count))
    for value in [Float.nan, .infinity, -.infinity] {
      for index in Set([0, count / 3, count / 2, count - 1]) {
        let kept = a[index]
        a[index] = value
        #expect(!Vectorized.allFinite(a, count: count), "\(value) at \(index)")
        #expect(!Reference.allFinite(a, count: count))
        a[index] = kept
      }
    }
  }

  @Test("two infinities of opposite sign do not cancel")
  func opposite() {
    var a = randomNumbers(257, "reduction.a")
    (a[3], a[11]) = (.infinity, -.infinity)
    #expect(!Vectorized.allFinite(a, count: 257))
    #expect(Vectorized.sum(a, count: 257).isNaN)
  }
}
