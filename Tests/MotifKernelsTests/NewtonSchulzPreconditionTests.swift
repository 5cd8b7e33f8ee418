import MotifCore
import MotifKernels
import MotifTestSupport
import Testing

@Suite("Newton–Schulz, preconditioned") struct NewtonSchulzPreconditionTests {
  /// Turbo-Muon's: the last four steps, balanced.
  private static func turbo(
    _ coefficients: NewtonSchulzCoefficients, steps: Int = 4
  ) -> NewtonSchulzCoefficients {
    var result = coefficients.last(steps)
    result.isPreconditioned = true
    return result
  }

  @Test(
    "as exact as the plain iteration in Float",
    arguments: [
      // Of a single number nothing is left but its sign, and plain Float happens to meet that exactly.
      (1, 40), (40, 1), (7, 9), (9, 7), (33, 8), (65, 31), (32, 257), (70, 70), (16, 24),
    ])
  func exactness(rows: Int, columns: Int) {
    for plainSet in [NewtonSchulzCoefficients.motif, .jordan, .polarExpress, .polarExpressDion] {
      let coefficients = Self.turbo(plainSet)
      expectTwins(shape: [rows, columns]) { seed in
        var fast = uniformNumbers(rows * columns, "turbo", seed: seed)
        var (plain, exact) = (fast, fast.doubles)
        Vectorized.newtonSchulz(&fast, rows: rows, columns: columns, coefficients: coefficients)
        Reference.newtonSchulz(&plain, rows: rows, columns: columns, coefficients: coefficients)
        Reference.newtonSchulz(&exact, rows: rows, columns: columns, coefficients: coefficients)
        return [
          Twin("\(rows)x\(columns)", fast, float: plain, double: exact, provesReference: false)
        ]
      }
    }
  }

  /// Orthogonal rows of any length are balanced to unit length, so one step of the identity shows D·X.
  @Test("the spectral norm is at most 1, and 1 for orthogonal rows")
  func norm() {
    var identity = NewtonSchulzCoefficients(steps: [.init(1, 0, 0)])
    identity.isPreconditioned = true
    var diagonal = [Float](repeating: 0, count: 5 * 8)
    for i in 0..<5 { diagonal[i * 8 + i] = Float([0.01, 3, 1, 40, 0][i]) }
    Vectorized.newtonSchulz(&diagonal, rows: 5, columns: 8, coefficients: identity)
    for i in 0..<5 { #expect(abs(diagonal[i * 8 + i] - (i < 4 ? 1 : 0)) < 1e-5, "row \(i)") }

    for (rows, columns) in [(12, 40), (40, 12), (16, 16), (1, 9), (33, 34)] {
      var x = uniformNumbers(rows * columns, "turbo.norm").doubles
      Reference.newtonSchulz(&x, rows: rows, columns: columns, coefficients: identity)
      #expect(largestSingularValue(x, rows, columns) <= 1 + 1e-9, "\(rows)x\(columns)")
    }
  }

  /// The distance to U·Vᵀ a row.
  ///
  /// Balanced rows have a polar factor of their own, so the tightest set,
  /// at 0.017, comes to 0.02 for long matrices and 0.033 for nearly square ones; the others stay.
  @Test("four preconditioned steps are about as near to the polar factor as five plain ones")
  func polarFactor() throws {
    for (name, set) in NewtonSchulzTests.named {
      for (rows, columns) in [
        (24, 96), (96, 24), (32, 64), (64, 40), (16, 128), (20, 100), (48, 96), (64, 256), (30, 45),
        (8, 64),
      ] {
        var random = CounterRandom(seed: 5, name: "turbo.\(rows).\(columns)")
        let start = (0..<rows * columns).map { _ in random.normal() }
        let polar = polarFactor(of: start, rows, columns)
        func error(_ coefficients: NewtonSchulzCoefficients) -> Double {
          var x = start.map { Float($0) }
          Vectorized.newtonSchulz(&x, rows: rows, columns: columns, coefficients: coefficients)
          let square = zip(x, polar).reduce(0) {
            $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
          }
          return (square / Double(min(rows, columns))).squareRoot()
        }
        let (turbo, five) = (error(Self.turbo(set)), error(set))
        #expect(turbo <= 1.3 * five + 0.015, "\(name) \(rows)x\(columns): \(turbo), \(five)")
      }
    }
  }

  @Test("zero gives zero")
  func zero() {
    var x = [Float](repeating: 0, count: 12 * 20)
    Vectorized.newtonSchulz(&x, rows: 12, columns: 20, coefficients: Self.turbo(.motif))
    #expect(x.allSatisfy { $0 == 0 })
  }

  @Test(
    "the size of the matrix does not matter",
    arguments: [0x1p-10, 0x1p10, 0x1p40, 0x1p64, 0x1p100, 0x1p119] as [Float])
  func anySize(scale: Float) {
    let start = uniformNumbers(12 * 40, "turbo.size")
    var expected = start.doubles
    Reference.newtonSchulz(&expected, rows: 12, columns: 40, coefficients: Self.turbo(.motif))
    var fast = start.map { $0 * scale }
    Vectorized.newtonSchulz(&fast, rows: 12, columns: 40, coefficients: Self.turbo(.motif))
    let result = Comparison("x", fast, expected, relative: 1e-3, shape: [12, 40])
    #expect(result.matches, "\(result)")
  }

  /// U·Vᵀ by the quintic that keeps 1 and is flat there, taken until nothing is left to raise.
  private func polarFactor(of x: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    var result = x
    let step = NewtonSchulzCoefficients.Step(15 / 8, -10 / 8, 3 / 8)
    Reference.newtonSchulz(
      &result, rows: rows, columns: columns,
      coefficients: NewtonSchulzCoefficients(steps: Array(repeating: step, count: 40)))
    return result
  }

  /// Of the Gram matrix of the shorter side, by the power method.
  private func largestSingularValue(_ x: [Double], _ rows: Int, _ columns: Int) -> Double {
    var vector = [Double](repeating: 1, count: columns)
    var value = 0.0
    for _ in 0..<2000 {
      let image = (0..<rows).map { i in
        (0..<columns).reduce(0) { $0 + x[i * columns + $1] * vector[$1] }
      }
      vector = (0..<columns).map { j in
        (0..<rows).reduce(0) { $0 + x[$1 * columns + j] * image[$1] }
      }
      value = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector = vector.map { $0 / value }
    }
    return value.squareRoot()
  }
}
