import MotifCore
import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Newton–Schulz") struct NewtonSchulzTests {
  static let named: [(name: String, coefficients: NewtonSchulzCoefficients)] = [
    ("motif", .motif), ("jordan", .jordan), ("polarExpress", .polarExpress),
  ]

  @Test("the named coefficients are those of the goldens")
  func goldenCoefficients() throws {
    let file = try Fixtures.load("newton_schulz")
    for (name, coefficients) in Self.named {
      let ours = coefficients.steps.flatMap { [$0.a, $0.b, $0.c] }
      let result = Comparison(
        name, ours, try file.doubles("coeffs.\(name)"), relative: 1e-14, absolute: 0)
      #expect(result.matches, "\(result)")
    }
  }

  @Test("goldens, Double and Float")
  func goldens() throws {
    for golden in try Fixtures.cases("newton_schulz") {
      let shape = try golden.shape("G")
      for (name, coefficients) in Self.named {
        let expected = try golden.doubles(name)
        var exact = try golden.doubles("G")
        Reference.newtonSchulz(
          &exact, rows: shape[0], columns: shape[1], coefficients: coefficients)
        let inDouble = Comparison(
          "\(golden).\(name) in Double", exact, expected, relative: 1e-10, absolute: 1e-13,
          shape: shape)
        #expect(inDouble.matches, "\(inDouble)")

        var fast = try golden.floats("G")
        Vectorized.newtonSchulz(
          &fast, rows: shape[0], columns: shape[1], coefficients: coefficients)
        let inFloat = Comparison(
          "\(golden).\(name) in Float", fast, expected, relative: 1e-3, shape: shape)
        #expect(inFloat.matches, "\(inFloat)")
      }
    }
  }

  @Test(
    "as exact as the plain iteration in Float",
    arguments: [(1, 1), (1, 40), (40, 1), (7, 9), (33, 8), (65, 31), (32, 257), (70, 70)])
  func exactness(rows: Int, columns: Int) {
    for coefficients in Self.named.map(\.coefficients) + [.polarExpressDion] {
      expectTwins(shape: [rows, columns]) { seed in
        var fast = uniformNumbers(rows * columns, "newton-schulz", seed: seed)
        var (plain, exact) = (fast, fast.doubles)
        Vectorized.newtonSchulz(&fast, rows: rows, columns: columns, coefficients: coefficients)
        Reference.newtonSchulz(&plain, rows: rows, columns: columns, coefficients: coefficients)
        Reference.newtonSchulz(&exact, rows: rows, columns: columns, coefficients: coefficients)
        // Fifteen products in a row lose more digits than link 2 allows; the goldens say 1e-3.
        return [
          Twin(
            "\(rows)x\(columns)", fast, float: plain, double: exact, provesReference: false)
        ]
      }
    }
  }

  /// The distance to U·Vᵀ is that of the exact iteration, also where steps share a Gram matrix.
  @Test("as near to the exact polar factor as the plain iteration in Double")
  func polarFactor() throws {
    var count = 0
    for golden in try Fixtures.cases("newton_schulz") where golden.has("polar") {
      count += 1
      let shape = try golden.shape("G")
      let polar = try golden.doubles("polar")
      func distance(_ x: [Double]) -> Double {
        zip(x, polar).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
      let rounding = 1e-5 * Double(polar.count).squareRoot()
      for (name, coefficients) in Self.named {
        var fast = try golden.floats("G")
        Vectorized.newtonSchulz(
          &fast, rows: shape[0], columns: shape[1], coefficients: coefficients)
        let (ours, exact) = (distance(fast.doubles), distance(try golden.doubles(name)))
        #expect(
          ours <= exact * 1.001 + rounding, "\(golden).\(name): \(ours), exactly \(exact)")
      }
    }
    #expect(count > 0)
  }

  /// Only u·vᵀ of a product of two vectors has a singular value to raise; the others stay zero.
  @Test("rank one stays rank one", arguments: [(12, 40), (40, 12), (16, 16)])
  func rankOne(rows: Int, columns: Int) {
    let (u, v) = (uniformNumbers(rows, "u"), uniformNumbers(columns, "v"))
    func norm(_ x: [Float]) -> Float { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let (length, width) = (norm(u), norm(v))
    var x = u.flatMap { a in v.map { a * $0 } }
    Vectorized.newtonSchulz(&x, rows: rows, columns: columns)
    let unit = u.flatMap { a in v.map { a / length * $0 / width } }
    let value = zip(x, unit).reduce(0) { $0 + $1.0 * $1.1 }
    #expect((0.95...1.06).contains(value), "singular value \(value)")
    let expected = unit.map { Double(value * $0) }
    // Each step multiplies rounding errors, which are small singular values, by up to a = 4; the
    // goldens allow as much.
    let result = Comparison("x", x, expected, relative: 1e-3, shape: [rows, columns])
    #expect(result.matches, "\(result)")
  }

  /// The norm divides the size away, whatever it is; only 1e-7 beside it tells small sizes apart.
  @Test(
    "the size of the matrix does not matter",
    arguments: [0x1p10, 0x1p40, 0x1p60, 0x1p64, 0x1p80, 0x1p100, 0x1p119, 0x1p124] as [Float])
  func anySize(scale: Float) {
    for (rows, columns) in [(64, 64), (12, 40), (40, 12), (1, 1)] {
      let start = uniformNumbers(rows * columns, "newton-schulz.size")
      var expected = start.doubles
      Reference.newtonSchulz(&expected, rows: rows, columns: columns)
      var fast = start.map { $0 * scale }
      var plain = fast
      Vectorized.newtonSchulz(&fast, rows: rows, columns: columns)
      Reference.newtonSchulz(&plain, rows: rows, columns: columns)
      for (name, actual) in [("vectorised", fast), ("reference", plain)] {
        // The goldens allow as much.
        let result = Comparison(
          "\(name) \(rows)x\(columns)", actual, expected, relative: 1e-3, shape: [rows, columns])
        #expect(result.matches, "\(result)")
      }
    }
  }

  /// One singular value, 64 times the number; it ends where the iteration takes 1.
  @Test(
    "a 64 × 64 matrix of one number becomes a sixty-fourth of what 1 becomes",
    arguments: [1, 1e10, 1e18, 1e19, 1e25, 1e30, 1e36, 3e38] as [Float])
  func constantMatrix(value: Float) {
    let one = NewtonSchulzCoefficients.motif.steps.reduce(1.0) { $1($0) }
    var x = [Float](repeating: value, count: 64 * 64)
    Vectorized.newtonSchulz(&x, rows: 64, columns: 64)
    let expected = [Double](repeating: one / 64, count: x.count)
    let result = Comparison("x", x, expected, relative: 1e-3, shape: [64, 64])
    #expect(result.matches, "\(result)")
  }

  @Test("zero gives zero")
  func zero() {
    var x = [Float](repeating: 0, count: 12 * 20)
    Vectorized.newtonSchulz(&x, rows: 12, columns: 20)
    #expect(x.allSatisfy { $0 == 0 })
  }

  @Test("singular values of a 64 × 256 Gaussian end within the spread of each preset")
  func singularValues() {
    var random = CounterRandom(seed: 3, name: "gaussian")
    let gaussian = (0..<64 * 256).map { _ in Float(random.normal()) }
    let spreads: [(NewtonSchulzCoefficients, ClosedRange<Double>)] = [
      (.motif, 0.95...1.06), (.jordan, 0.64...1.17), (.polarExpress, 0.82...1.15),
      (.polarExpressDion, 0.83...1.17),
    ]
    for (coefficients, spread) in spreads {
      var x = gaussian
      Vectorized.newtonSchulz(&x, rows: 64, columns: 256, coefficients: coefficients)
      let values = extremeSingularValues(x.map(Double.init), rows: 64, columns: 256)
      #expect(spread.contains(values.least), "least \(values.least), expected \(spread)")
      #expect(spread.contains(values.greatest), "greatest \(values.greatest), expected \(spread)")
    }
  }

  @Test("the same bits at any thread count")
  func threadCounts() {
    let x = StridedMatrix("newton-schulz", rows: 300, columns: 130)
    let results = withThreadCounts([1, 2, 3, 8]) { _ -> [UInt32] in
      var y = x.storage
      Vectorized.newtonSchulz(&y, rows: 300, columns: 130)
      return y.map(\.bitPattern)
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  /// Power iteration on X·Xᵀ and on t·I − X·Xᵀ, in Double.
  private func extremeSingularValues(
    _ x: [Double], rows: Int, columns: Int
  ) -> (least: Double, greatest: Double) {
    var gram = [Double](repeating: 0, count: rows * rows)
    Reference.symmetricProduct(m: rows, k: columns, a: x, lda: columns, c: &gram, ldc: rows)
    let greatest = largestEigenvalue(gram, size: rows)
    var shifted = gram.map { -$0 }
    for i in 0..<rows { shifted[i * rows + i] += greatest }
    let least = greatest - largestEigenvalue(shifted, size: rows)
    return (max(0, least).squareRoot(), greatest.squareRoot())
  }

  /// The Rayleigh quotient after squaring the matrix ten times: 1024 steps of the power method.
  private func largestEigenvalue(_ matrix: [Double], size: Int) -> Double {
    var power = matrix
    var square = matrix
    for _ in 0..<10 {
      Reference.symmetricProduct(m: size, k: size, a: power, lda: size, c: &square, ldc: size)
      let scale = 1 / square.reduce(0) { max($0, abs($1)) }
      power = square.map { $0 * scale }
    }
    var image = [Double](repeating: 0, count: size)
    // Any column of the power is the eigenvector; the one with the largest diagonal is not zero.
    let column = (0..<size).max { power[$0 * size + $0] < power[$1 * size + $1] } ?? 0
    let vector = (0..<size).map { power[$0 * size + column] }
    Reference.matmul(
      m: size, n: 1, k: size, a: matrix, lda: size, b: vector, ldb: 1, c: &image, ldc: 1)
    let numerator = zip(vector, image).reduce(0) { $0 + $1.0 * $1.1 }
    return numerator / vector.reduce(0) { $0 + $1 * $1 }
  }
}
