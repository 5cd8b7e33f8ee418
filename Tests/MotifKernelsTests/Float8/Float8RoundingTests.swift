import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

@Suite("Float8 rounding") struct Float8RoundingTests {
  private func rounded(
    _ x: [Float], _ rows: Int, _ columns: Int, _ scaling: Float8Scaling, isShort: Bool = true
  ) -> [Float] {
    var out = [Float](repeating: .nan, count: x.count)
    Vectorized.roundToFloat8(
      x: x, rows: rows, columns: columns, scaling: scaling, isShort: isShort, out: &out)
    return out
  }

  @Test("the golden rows: scales, codes and what is left")
  func golden() throws {
    let golden = try Fixtures.load("fp8_e4m3")
    let cases = (0...).prefix { golden.has("c\($0).x") }
    #expect(!cases.isEmpty)
    for index in cases { try expectRows(golden, "c\(index)") }
  }

  private func expectRows(_ golden: FixtureCase, _ name: String) throws {
    let shape = try golden.shape("\(name).x")
    let (rows, columns) = (shape[0], shape[1])
    let x = try golden.floats("\(name).x")
    expectSameBits(
      "\(name) dequantised", rounded(x, rows, columns, .rows, isShort: false),
      try golden.floats("\(name).pow2.dequant"))
    for (variant, powerOfTwo) in [("pow2", true), ("linear", false)] {
      let scales = try golden.floats("\(name).\(variant).scale")
      let codes = try golden.integers("\(name).\(variant).code")
      for row in 0..<rows {
        let numbers = x[row * columns..<(row + 1) * columns]
        let scale = Float8Scaling.scale(
          largest: numbers.map(abs).max() ?? 0, powerOfTwo: powerOfTwo)
        #expect(scale == scales[row])
        let own = numbers.map { Int(Float8Format.e4m3.encode($0 * scale)) }
        #expect(own == Array(codes[row * columns..<(row + 1) * columns]))
      }
    }
  }

  @Test("the golden product")
  func goldenProduct() throws {
    let golden = try Fixtures.load("fp8_e4m3")
    let (x, w) = (try golden.floats("gemm0.x"), try golden.floats("gemm0.w"))
    let (m, k) = (try golden.shape("gemm0.x")[0], try golden.shape("gemm0.x")[1])
    let n = try golden.shape("gemm0.w")[0]
    let (xq, wq) = (
      rounded(x, m, k, .rows, isShort: false), rounded(w, n, k, .rows, isShort: false)
    )
    for unit in ProductUnit.available {
      var y = [Float](repeating: .nan, count: m * n)
      Vectorized.matmulBFloat16(
        unit: unit, m: m, n: n, k: k, a: xq, lda: k, b: wq, ldb: k, transposeB: true, c: &y, ldc: n)
      let result = Comparison("\(unit)", y, try golden.doubles("gemm0.y"), relative: 1e-6)
      #expect(result.matches, "\(result)")
    }
  }

  @Test("the kernel is its reference to the bit", arguments: MatrixShape.awkward)
  func twin(shape: MatrixShape) {
    let x = randomNumbers(shape.count, "float8.\(shape)", scale: 3)
    for scaling in Float8Scaling.allCases {
      for isShort in [true, false] {
        let expected = Reference.roundToFloat8(
          x: x.doubles, rows: shape.rows, columns: shape.columns, scaling: scaling, isShort: isShort
        )
        expectSameBits(
          "\(shape) \(scaling)",
          rounded(x, shape.rows, shape.columns, scaling, isShort: isShort),
          expected.map { Float($0) })
      }
    }
  }

  @Test("Gaussian data keep 31 dB an operand and more than 27 dB a product")
  func signalToNoise() {
    let (m, n, k) = (96, 80, 512)
    let (x, w) = (randomNumbers(m * k, "sqnr.x"), randomNumbers(n * k, "sqnr.w", scale: 0.02))
    var out = x
    let loss = Vectorized.roundToFloat8(
      x: x, rows: m, columns: k, scaling: .rows, measures: true, out: &out)
    #expect(loss.decibels > 31 && loss.decibels < 33, "\(loss.decibels)")
    #expect(loss.count == m * k && loss.saturated == 0)
    let short = x.map { BFloat16.float(BFloat16.bits($0)) }
    #expect(loss.underflowed == zip(short, out).count { $0 != 0 && $1 == 0 })
    for unit in ProductUnit.available {
      var (y, exact) = ([Float](repeating: 0, count: m * n), [Double](repeating: 0, count: m * n))
      Vectorized.matmulBFloat16(
        unit: unit, m: m, n: n, k: k, a: out, lda: k, b: rounded(w, n, k, .rows), ldb: k,
        transposeB: true, c: &y, ldc: n)
      Reference.matmul(
        m: m, n: n, k: k, a: x.doubles, lda: k, b: w.doubles, ldb: k, transposeB: true, c: &exact,
        ldc: n)
      var product = Float8Loss()
      product.signal = exact.reduce(0) { $0 + $1 * $1 }
      product.noise = zip(exact, y).reduce(0) {
        $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1))
      }
      #expect(product.decibels > 27 && product.decibels < 31, "\(product.decibels)")
    }
  }

  @Test("what is lost is counted: zeros that were none, and rows of very different numbers")
  func losses() {
    // The scale of the row is 2⁻², so that numbers below 2⁻⁸ of it vanish.
    var out = [Float](repeating: .nan, count: 4)
    let loss = Vectorized.roundToFloat8(
      x: [1024, 1, 0x1p-9, 0], rows: 1, columns: 4, scaling: .rows, measures: true, out: &out)
    #expect(out == [1024, 1, 0, 0])
    #expect(loss.underflowed == 1 && loss.saturated == 0 && loss.count == 4)
    #expect(loss.noise == 0x1p-18)
  }

  @Test("zeros stay, and what is not finite does not hide")
  func edges() {
    #expect(rounded([0, -0.0, 0], 1, 3, .rows).map(\.bitPattern) == [0, 0x8000_0000, 0])
    let rows = rounded([1, .infinity, 2, 3, .nan, 5], 2, 3, .rows)
    #expect(rows.prefix(3).filter(\.isNaN).count == 3)
    #expect(rows[3] == 3 && rows[4].isNaN && rows[5] == 5)
    #expect(rounded([1, .infinity, 2, 3], 2, 2, .columns)[1].isNaN)
    #expect(rounded([1e-30, 2e-30], 1, 2, .rows) == [0, 0])
  }

  @Test("rounding to bfloat16 in place, and the same bits on any number of threads")
  func threads() {
    let x = randomNumbers(300 * 257, "float8.threads")
    let results = withThreadCounts([1, 2, 3, 8]) { _ in
      var short = x
      Vectorized.roundToBFloat16(&short, count: short.count)
      return Float8Scaling.allCases.map { rounded(x, 300, 257, $0) } + [short]
    }
    #expect(results[0].last == x.map { BFloat16.float(BFloat16.bits($0)) })
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
