import MotifKernels
import MotifTestSupport
import Testing

@Suite("PolyNorm") struct PolyNormTests {
  struct Inputs {
    let shape: MatrixShape
    var x: [Float]
    var factor: [Float]?
    var weight: [Float] = [0.2, -0.3, 0.5]
    var bias: Float = 0.125
    var dy: [Float]
    var epsilon = 1e-6

    init(_ shape: MatrixShape, fused: Bool, seed: UInt64 = ProofChain.baseSeed) {
      self.shape = shape
      x = randomNumbers(shape.count, "polynorm.x.\(shape)", seed: seed)
      factor = fused ? randomNumbers(shape.count, "polynorm.factor.\(shape)", seed: seed) : nil
      dy = randomNumbers(shape.count, "polynorm.dy.\(shape)", seed: seed)
    }

    func reference<T: BinaryFloatingPoint>(_ type: T.Type) -> Results<T> {
      let (x, dy, weight) =
        (numbers(x, as: T.self), numbers(dy, as: T.self), numbers(weight, as: T.self))
      let factor = factor.map { numbers($0, as: T.self) }
      let (rows, columns) = (shape.rows, shape.columns)
      var out = Results<T>(shape, fill: .nan)
      withOptional(factor) { factor in
        Reference.polyNorm(
          x: x, factor: factor, weight: weight, bias: T(bias), epsilon: T(epsilon), rows: rows,
          columns: columns, y: &out.y, inverseRMS: &out.inverseRMS)
        Reference.polyNormBackward(
          x: x, factor: factor, weight: weight, bias: T(bias), inverseRMS: out.inverseRMS, dy: dy,
          rows: rows, columns: columns, dx: &out.dx, dfactor: &out.dfactor, dweight: &out.dweight)
      }
      return out
    }

    func vectorized() -> Results<Float> {
      let (rows, columns) = (shape.rows, shape.columns)
      var out = Results<Float>(shape, fill: .nan)
      withOptional(factor) { factor in
        Vectorized.polyNorm(
          x: x, factor: factor, weight: weight, bias: bias, epsilon: Float(epsilon), rows: rows,
          columns: columns, y: &out.y, inverseRMS: &out.inverseRMS)
        Vectorized.polyNormBackward(
          x: x, factor: factor, weight: weight, bias: bias, inverseRMS: out.inverseRMS, dy: dy,
          rows: rows, columns: columns, dx: &out.dx, dfactor: &out.dfactor, dweight: &out.dweight)
      }
      return out
    }

    func withOptional<T>(_ values: [T]?, _ body: (UnsafePointer<T>?) -> Void) {
      guard let values else { return body(nil) }
      values.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }

  struct Results<T: BinaryFloatingPoint> {
    var y: [T]
    var dx: [T]
    var dfactor: [T]
    /// r₀, r₁, r₂ of every row.
    var inverseRMS: [T]
    /// dw₀, dw₁, dw₂, db.
    var dweight: [T]

    init(_ shape: MatrixShape, fill: T) {
      y = [T](repeating: fill, count: shape.count)
      dx = y
      dfactor = y
      inverseRMS = [T](repeating: fill, count: 3 * shape.rows)
      dweight = [T](repeating: fill, count: 4)
    }
  }

  @Test("gradient against central differences", arguments: MatrixShape.awkwardSizes, [false, true])
  func gradient(columns: Int, fused: Bool) {
    var inputs = Inputs(MatrixShape(3, columns), fused: fused)
    // Near zero a single column turns within ε^(1/6), which must be wide beside the differences'
    // step.
    inputs.epsilon = 0.0625
    let epsilon = inputs.epsilon
    let (shape, dy) = (inputs.shape, inputs.dy.doubles)
    let ones = [Double](repeating: 1, count: shape.count)
    let (x, factor, weight) = (
      inputs.x.doubles, inputs.factor?.doubles ?? ones, inputs.weight.doubles
    )
    let parameters = weight + [Double(inputs.bias)]
    func loss(x: [Double], factor: [Double], parameters: [Double]) -> Double {
      var y = [Double](repeating: 0, count: shape.count)
      var r = [Double](repeating: 0, count: 3 * shape.rows)
      Reference.polyNorm(
        x: x, factor: factor, weight: parameters, bias: parameters[3], epsilon: epsilon,
        rows: shape.rows, columns: shape.columns, y: &y, inverseRMS: &r)
      return Reference.dot(y, dy, count: shape.count)
    }
    let result = inputs.reference(Double.self)
    let size = shape.dimensions
    var links = [
      ProofChain.gradient("dx", result.dx, at: x, shape: size) {
        loss(x: $0, factor: factor, parameters: parameters)
      },
      ProofChain.gradient("dweight", result.dweight, at: parameters) {
        loss(x: x, factor: factor, parameters: $0)
      },
    ]
    if fused {
      links.append(
        ProofChain.gradient("dfactor", result.dfactor, at: factor, shape: size) {
          loss(x: x, factor: $0, parameters: parameters)
        })
    }
    for link in links { #expect(link.matches, "\(link)") }
  }

  @Test(
    "vectorised against reference", arguments: MatrixShape.awkward + MatrixShape.large,
    [false, true])
  func precision(shape: MatrixShape, fused: Bool) {
    expectTwins(shape: shape.dimensions) { seed in
      let inputs = Inputs(shape, fused: fused, seed: seed)
      let (fast, float, double) =
        (inputs.vectorized(), inputs.reference(Float.self), inputs.reference(Double.self))
      return [
        Twin("y", fast.y, float: float.y, double: double.y),
        Twin("dfactor", fast.dfactor, float: float.dfactor, double: double.dfactor),
        Twin("dweight", fast.dweight, float: float.dweight, double: double.dweight),
        Twin(
          "dx", fast.dx, float: float.dx, double: double.dx,
          magnitude: shape.columns == 1 ? largestTerm(inputs) : 0,
          provesReference: shape.columns > 1),
      ]
    }
  }

  /// One column normalises to ±1 and dx cancels to its rounding errors: link 2 says nothing there,
  /// and link 3 measures in ulp of the terms, `Σ |w_i r_i u_i′ γ| ≈ (3|w₀| + 2|w₁| + |w₂|) |γ / x|`.
  func largestTerm(_ inputs: Inputs) -> Double {
    let slope = 3 * abs(inputs.weight[0]) + 2 * abs(inputs.weight[1]) + abs(inputs.weight[2])
    return inputs.x.indices.reduce(0) { largest, i in
      max(
        largest, Double(abs(slope * inputs.dy[i] * (inputs.factor?[i] ?? 1) / inputs.x[i])))
    }
  }

  @Test("published values: the cubic weight comes first")
  func published() {
    for (x, expected) in [
      ([-1.5, -0.5, 0], [-0.526319, -0.104300, 0.125]),
      ([0.5, 1, 2], [0.350801, 0.671720, 1.727799]),
    ] as [([Float], [Double])] {
      var inputs = Inputs(MatrixShape(1, 3), fused: false)
      inputs.weight = [0.2, 0.3, 0.5]
      inputs.x = x
      let y = Comparison("y", inputs.vectorized().y, expected, relative: 0, absolute: 1e-6)
      #expect(y.matches, "\(y)")
    }
  }

  @Test("outputs may lie on their inputs", arguments: [MatrixShape(3, 33), MatrixShape(300, 129)])
  func inPlace(shape: MatrixShape) {
    let inputs = Inputs(shape, fused: true)
    let apart = inputs.vectorized()
    let (rows, columns) = (shape.rows, shape.columns)
    let factor = inputs.factor ?? []
    func forward(
      _ x: UnsafePointer<Float>, _ factor: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
    ) -> [Float] {
      var r = [Float](repeating: .nan, count: 3 * rows)
      Vectorized.polyNorm(
        x: x, factor: factor, weight: inputs.weight, bias: inputs.bias, epsilon: 1e-6, rows: rows,
        columns: columns, y: y, inverseRMS: &r)
      return r
    }
    var onX = inputs.x
    let r = onX.withPointer { forward($0, factor, $0) }
    expectSameBits("y on x", onX, apart.y)
    var onFactor = factor
    _ = onFactor.withPointer { forward(inputs.x, $0, $0) }
    expectSameBits("y on factor", onFactor, apart.y)

    var (dx, dfactor) = (inputs.x, factor)
    var dweight = [Float](repeating: .nan, count: 4)
    dx.withPointer { x in
      dfactor.withPointer { m in
        Vectorized.polyNormBackward(
          x: x, factor: m, weight: inputs.weight, bias: inputs.bias, inverseRMS: r, dy: inputs.dy,
          rows: rows, columns: columns, dx: x, dfactor: m, dweight: &dweight)
      }
    }
    expectSameBits("dx", dx, apart.dx)
    expectSameBits("dfactor", dfactor, apart.dfactor)
    expectSameBits("dweight", dweight, apart.dweight)
  }

  @Test("golden files, plain", arguments: try Fixtures.cases("polynorm"))
  func golden(fixture: FixtureCase) throws {
    try check(fixture, result: "y", factor: nil)
  }

  @Test("golden files, fused with a factor", arguments: try Fixtures.cases("polynorm_mul"))
  func goldenFused(fixture: FixtureCase) throws {
    try check(fixture, result: "z", factor: "u")
  }

  private func check(_ fixture: FixtureCase, result: String, factor: String?) throws {
    let size = try fixture.shape("x")
    var inputs = Inputs(MatrixShape(size[0], size[1]), fused: false)
    inputs.x = try fixture.floats("x")
    inputs.factor = try factor.map { try fixture.floats($0) }
    inputs.weight = try fixture.floats("weight")
    inputs.bias = try fixture.floats("bias")[0]
    inputs.dy = try fixture.floats("d\(result)")
    inputs.epsilon = try fixture.scalar("eps")
    let (fast, double) = (inputs.vectorized(), inputs.reference(Double.self))
    var results = [
      (result, fast.y, double.y), ("dx", fast.dx, double.dx),
      ("dweight", Array(fast.dweight.prefix(3)), Array(double.dweight.prefix(3))),
      ("dbias", [fast.dweight[3]], [double.dweight[3]]),
    ]
    if let factor { results.append(("d\(factor)", fast.dfactor, double.dfactor)) }
    for (name, v, d) in results {
      let golden = try fixture.doubles(name)
      let slow = Comparison(name, d, golden, relative: 1e-10, absolute: 1e-13, shape: size)
      #expect(slow.matches, "\(fixture): \(slow)")
      let quick = Comparison(name, v, golden, relative: 2e-5, shape: size)
      #expect(quick.matches, "\(fixture): \(quick)")
    }
  }
}
