import Foundation
import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

private let units = ProductUnit.available.filter { $0 != .none }

/// What a unit does with numbers of every kind; where there is no unit nothing is to be seen.
@Suite("Units for bfloat16") struct BFloat16UnitTests {
  /// Numbers whose products and sums reach both ends of what a Float holds.
  private static func numbers(_ count: Int, _ name: String, exponents: ClosedRange<Int>) -> [Float]
  {
    let fractions = uniformNumbers(count, "\(name).fraction")
    let places = randomIntegers(count, below: exponents.count, "\(name).exponent")
    return zip(fractions, places).map { fraction, place in
      fraction * Float(pow(2, Double(exponents.lowerBound + Int(place))))
    }
  }

  @Test(
    "200,000 sums are those of the emulation", arguments: units,
    [-2...2, -20...20, -75 ... -50, -140 ... -60, 40...62, -149...127])
  func sums(unit: ProductUnit, exponents: ClosedRange<Int>) {
    let (m, n, k) = (170, 110, 64)
    let a = Self.numbers(m * k, "units.a", exponents: exponents)
    let b = Self.numbers(k * n, "units.b", exponents: exponents)
    let start = Self.numbers(m * n, "units.c", exponents: -149...60)
    var (c, emulated) = (start, start)
    for (compute, beta) in [(0, Float(0)), (1, 1)] {
      Vectorized.matmulBFloat16(
        unit: unit, m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, beta: beta, c: &c, ldc: n)
      Reference.matmulBFloat16(
        unit: unit, m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, beta: beta, c: &emulated, ldc: n)
      // Which NaN comes out of infinity − infinity is nobody's promise.
      let wrong = zip(c, emulated).count {
        $0.bitPattern != $1.bitPattern && !($0.isNaN && $1.isNaN)
      }
      #expect(wrong == 0, "\(wrong) of \(m * n) differ in part \(compute)")
      c = start
      emulated = start
    }
  }

  /// `x · 1` for every x, which shows how x was rounded.
  private func rounded(_ x: [Float], _ unit: ProductUnit, transposed: Bool) -> [Float] {
    var c = [Float](repeating: .nan, count: x.count)
    Vectorized.matmulBFloat16(
      unit: unit, m: transposed ? 1 : x.count, n: transposed ? x.count : 1, k: 1,
      a: transposed ? [1] : x, lda: 1, b: transposed ? x : [1], ldb: transposed ? x.count : 1,
      c: &c, ldc: transposed ? x.count : 1)
    return c
  }

  @Test("all bfloat16 numbers pass as they are", arguments: units, [false, true])
  func everyNumber(unit: ProductUnit, transposed: Bool) {
    let bits = Array(UInt16.min...UInt16.max)
    let stored = bits.map { BFloat16(bitPattern: $0) }
    let results = rounded(bits.map(BFloat16.float), unit, transposed: transposed)
    var short = [Float](repeating: .nan, count: bits.count)
    Vectorized.matmulBFloat16(
      unit: unit, m: bits.count, n: 1, k: 1, a: stored, lda: 1, b: [Float(1)], ldb: 1, c: &short,
      ldc: 1)
    for (index, bits) in bits.enumerated() {
      let x = BFloat16.float(bits)
      let expected = x.isSubnormal ? 0 : x
      for result in [results[index], short[index]] {
        #expect(x.isNaN ? result.isNaN : result == expected, "\(bits)")
      }
    }
  }

  @Test("the golden Floats are rounded as their file says", arguments: units, [false, true])
  func golden(unit: ProductUnit, transposed: Bool) throws {
    let golden = try Fixtures.load("bf16")
    let floats = try golden.integers("bits32").map { Float(bitPattern: UInt32($0)) }
    let expected = try golden.integers("bits16").map { BFloat16.float(UInt16($0)) }
    let isNaN = try golden.integers("is_nan")
    let results = rounded(floats, unit, transposed: transposed)
    for index in floats.indices {
      if isNaN[index] == 1 {
        #expect(results[index].isNaN)
      } else if !floats[index].isSubnormal {
        #expect(results[index] == expected[index], "\(floats[index])")
      }
    }
  }

  @Test("infinities and NaN spread to their row and column alone", arguments: units)
  func notFinite(unit: ProductUnit) {
    let (m, n, k) = (45, 50, 40)
    for (number, isNaN) in [(Float.infinity, false), (.nan, true), (-.infinity, false)] {
      var a = uniformNumbers(m * k, "notFinite.a").map { abs($0) + 1 }
      let b = uniformNumbers(k * n, "notFinite.b").map { abs($0) + 1 }
      a[17 * k + 39] = number
      var c = [Float](repeating: 0, count: m * n)
      Vectorized.matmulBFloat16(
        unit: unit, m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, c: &c, ldc: n)
      for index in c.indices {
        let isIn = index / n == 17
        #expect(
          isIn ? (isNaN ? c[index].isNaN : c[index] == number) : c[index].isFinite, "\(index)")
      }
    }
  }

  @Test("the emulation rounds and flushes", arguments: [ProductUnit.amx, .avx512bf16])
  func emulation(unit: ProductUnit) {
    func product(_ a: [Float], _ b: [Float], _ c: Float = 0) -> Float {
      var result = c
      Reference.matmulBFloat16(
        unit: unit, m: 1, n: 1, k: a.count, a: a, lda: a.count, b: b, ldb: 1, beta: 1, c: &result,
        ldc: 1)
      return result
    }
    // 1 + 2⁻⁸ is a tie, which goes to even; 1 + 3 · 2⁻⁸ goes up to 1 + 2⁻⁶.
    #expect(product([1 + 0x1p-8], [1]) == 1)
    #expect(product([1 + 0x3p-8], [1]) == 1 + 0x1p-6)
    #expect(product([0x1p-127], [0x1p100]) == 0)
    #expect(product([0x1p-80], [0x1p-60], 0x1p-127) == 0)
    #expect(product([0x1p100, -0x1p100], [0x1p28, 0x1p28]).isNaN == (unit == .amx))
    #expect(product([.infinity], [0]).isNaN)
    // The order of sums: a pair's second term first, or even terms apart from odd ones.
    let (a, b): ([Float], [Float]) = ([0x1p24, 1, -0x1p24, 1], [1, 1, 1, 1])
    #expect(product(a, b) == (unit == .amx ? 2 : 0))
  }
}
