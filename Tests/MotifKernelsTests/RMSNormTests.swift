import MotifKernels
import MotifTestSupport
import Testing

@Suite("RMSNorm") struct RMSNormTests {
  struct Inputs {
    let shape: MatrixShape
    var x: [Float]
    var weight: [Float]
    var dy: [Float]
    var epsilon = 1e-6

    init(_ shape: MatrixShape, seed: UInt64 = ProofChain.baseSeed) {
      self.shape = shape
      x = randomNumbers(shape.count, "rmsnorm.x.\(shape)", seed: seed)
      weight = randomNumbers(shape.columns, "rmsnorm.weight.\(shape)", seed: seed)
      dy = randomNumbers(shape.count, "rmsnorm.dy.\(shape)", seed: seed)
    }

    func reference<T: BinaryFloatingPoint>(_ type: T.Type) -> (y: [T], dx: [T], dweight: [T]) {
      let (x, weight, dy) = (
        numbers(x, as: T.self), numbers(weight, as: T.self), numbers(dy, as: T.self)
      )
      var y = [T](repeating: 0, count: shape.count)
      var r = [T](repeating: 0, count: shape.rows)
      var dx = y
      var dweight = [T](repeating: 0, count: shape.columns)
      Reference.rmsNorm(
        x: x, weight: weight, epsilon: T(epsilon), rows: shape.rows, columns: shape.columns,
        y: &y, inverseRMS: &r)
      Reference.rmsNormBackward(
        x: x, weight: weight, inverseRMS: r, dy: dy, rows: shape.rows, columns: shape.columns,
        dx: &dx, dweight: &dweight)
      return (y, dx, dweight)
    }

    func vectorized(addingTo start: [Float]? = nil) -> (y: [Float], dx: [Float], dweight: [Float]) {
      var y = [Float](repeating: .nan, count: shape.count)
      var r = [Float](repeating: .nan, count: shape.rows)
      var dx = start ?? y
      var dweight = [Float](repeating: .nan, count: shape.columns)
      Vectorized.rmsNorm(
        x: x, weight: weight, epsilon: Float(epsilon), rows: shape.rows, columns: shape.columns,
        y: &y, inverseRMS: &r)
      Vectorized.rmsNormBackward(
        x: x, weight: weight, inverseRMS: r, dy: dy, rows: shape.rows, columns: shape.columns,
        dx: &dx, accumulate: start != nil, dweight: &dweight)
      return (y, dx, dweight)
    }
  }

  /// `Σ y∘dy` of the reference in Double.
  private func loss(
    x: [Double], weight: [Double], dy: [Double], epsilon: Double, _ shape: MatrixShape
  ) -> Double {
    var y = [Double](repeating: 0, count: shape.count)
    var r = [Double](repeating: 0, count: shape.rows)
    Reference.rmsNorm(
      x: x, weight: weight, epsilon: epsilon, rows: shape.rows, columns: shape.columns, y: &y,
      inverseRMS: &r)
    return Reference.dot(y, dy, count: shape.count)
  }

  @Test("gradient against central differences", arguments: MatrixShape.awkwardSizes)
  func gradient(columns: Int) {
    let shape = MatrixShape(3, columns)
    var inputs = Inputs(shape)
    // Near zero a single column turns within √ε, which must be wide beside the differences' step.
    inputs.epsilon = 0.0625
    let epsilon = inputs.epsilon
    let (x, weight, dy) = (inputs.x.doubles, inputs.weight.doubles, inputs.dy.doubles)
    let result = inputs.reference(Double.self)
    let dx = ProofChain.gradient("dx", result.dx, at: x, shape: shape.dimensions) {
      loss(x: $0, weight: weight, dy: dy, epsilon: epsilon, shape)
    }
    #expect(dx.matches, "\(dx)")
    let dweight = ProofChain.gradient("dweight", result.dweight, at: weight) {
      loss(x: x, weight: $0, dy: dy, epsilon: epsilon, shape)
    }
    #expect(dweight.matches, "\(dweight)")
  }

  @Test("vectorised against reference", arguments: MatrixShape.awkward + MatrixShape.large)
  func precision(shape: MatrixShape) {
    expectTwins(shape: shape.dimensions) { seed in
      let inputs = Inputs(shape, seed: seed)
      let (fast, float, double) =
        (inputs.vectorized(), inputs.reference(Float.self), inputs.reference(Double.self))
      return [
        Twin("y", fast.y, float: float.y, double: double.y),
        Twin("dweight", fast.dweight, float: float.dweight, double: double.dweight),
        // One column normalises to ±1 and dx cancels to its rounding errors: link 2 says nothing
        // there, and link 3 measures in ulp of the terms, |dy w r|.
        Twin(
          "dx", fast.dx, float: float.dx, double: double.dx,
          magnitude: shape.columns == 1 ? largestTerm(inputs) : 0,
          provesReference: shape.columns > 1),
      ]
    }
  }

  private func largestTerm(_ inputs: Inputs) -> Double {
    zip(inputs.x.doubles, inputs.dy.doubles).reduce(0) { largest, pair in
      let r = 1 / (pair.0 * pair.0 + inputs.epsilon).squareRoot()
      return max(largest, abs(pair.1 * Double(inputs.weight[0]) * r))
    }
  }

  @Test("accumulate adds to dx", arguments: [MatrixShape(3, 33), MatrixShape(300, 129)])
  func accumulate(shape: MatrixShape) {
    let inputs = Inputs(shape)
    let start = randomNumbers(shape.count, "rmsnorm.start")
    let written = inputs.vectorized()
    let added = inputs.vectorized(addingTo: start)
    let expected = zip(start, written.dx).map { Double($0) + Double($1) }
    let sum = Comparison("dx", added.dx, expected, relative: 3e-7, absolute: 0)
    #expect(sum.matches, "\(sum)")
    expectSameBits("dweight is written, never added to", added.dweight, written.dweight)
  }

  @Test("large and tiny rows keep their direction", arguments: [Float(1e15), 1e3, 1e-3])
  func scales(scale: Float) {
    var inputs = Inputs(MatrixShape(2, 65))
    inputs.epsilon = 1e-12
    let unit = inputs.reference(Double.self).y
    inputs.x = inputs.x.map { $0 * scale }
    let y = Comparison("y", inputs.vectorized().y, unit, relative: 2e-5)
    #expect(y.matches, "\(y)")
  }

  @Test("a NaN stays in its row")
  func nan() {
    var inputs = Inputs(MatrixShape(3, 33))
    inputs.x[33 + 32] = .nan
    let y = inputs.vectorized().y
    #expect(y[33..<66].allSatisfy { $0.isNaN })
    #expect(y[..<33].allSatisfy { $0.isFinite } && y[66...].allSatisfy { $0.isFinite })
  }

  @Test("golden files", arguments: try Fixtures.cases("rmsnorm"))
  func golden(fixture: FixtureCase) throws {
    let size = try fixture.shape("x")
    var inputs = Inputs(MatrixShape(size[0], size[1]))
    inputs.x = try fixture.floats("x")
    inputs.weight = try fixture.floats("weight")
    inputs.dy = try fixture.floats("dy")
    inputs.epsilon = try fixture.scalar("eps")
    let (fast, double) = (inputs.vectorized(), inputs.reference(Double.self))
    for (name, v, d) in [
      ("y", fast.y, double.y), ("dx", fast.dx, double.dx),
      ("dweight", fast.dweight, double.dweight),
    ] {
      let golden = try fixture.doubles(name)
      let slow = Comparison(name, d, golden, relative: 1e-10, absolute: 1e-13, shape: size)
      #expect(slow.matches, "\(fixture): \(slow)")
      let quick = Comparison(name, v, golden, relative: 2e-5, shape: size)
      #expect(quick.matches, "\(fixture): \(quick)")
    }
  }
}
