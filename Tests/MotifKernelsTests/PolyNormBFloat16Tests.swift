import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

/// PolyNorm on bfloat16 storage: arithmetic, statistics and sums as in Float32, one rounding.
@Suite("PolyNorm, bfloat16") struct PolyNormBFloat16Tests {
  typealias Inputs = PolyNormTests.Inputs
  typealias Results = PolyNormTests.Results

  /// Inputs whose numbers are bfloat16 values, so that widening them is exact.
  private func inputs(_ shape: MatrixShape, fused: Bool, seed: UInt64 = ProofChain.baseSeed)
    -> Inputs
  {
    var inputs = Inputs(shape, fused: fused, seed: seed)
    inputs.x = inputs.x.map(Self.rounded)
    inputs.factor = inputs.factor?.map(Self.rounded)
    inputs.dy = inputs.dy.map(Self.rounded)
    return inputs
  }

  private static func rounded(_ x: Float) -> Float { BFloat16.float(BFloat16.bits(x)) }

  /// The kernel on bfloat16 copies of the inputs, its outputs widened.
  private func stored(_ inputs: Inputs) -> Results<Float> {
    let (rows, columns, count) = (inputs.shape.rows, inputs.shape.columns, inputs.shape.count)
    let (x, dy) = (inputs.x.map(BFloat16.init), inputs.dy.map(BFloat16.init))
    // One number more than the kernel may touch.
    let blank = [BFloat16](repeating: BFloat16(bitPattern: 0x7FC1), count: count + 1)
    var (y, dx, dfactor) = (blank, blank, blank)
    var out = Results<Float>(inputs.shape, fill: .nan)
    inputs.withOptional(inputs.factor.map { $0.map(BFloat16.init) }) { factor in
      Vectorized.polyNorm(
        x: x, factor: factor, weight: inputs.weight, bias: inputs.bias,
        epsilon: Float(inputs.epsilon), rows: rows, columns: columns, y: &y,
        inverseRMS: &out.inverseRMS)
      Vectorized.polyNormBackward(
        x: x, factor: factor, weight: inputs.weight, bias: inputs.bias,
        inverseRMS: out.inverseRMS, dy: dy, rows: rows, columns: columns, dx: &dx,
        dfactor: &dfactor, dweight: &out.dweight)
    }
    for array in [y, dx, dfactor] { #expect(array[count].bitPattern == 0x7FC1) }
    out.y = y.dropLast().map { BFloat16.float($0.bitPattern) }
    out.dx = dx.dropLast().map { BFloat16.float($0.bitPattern) }
    out.dfactor = dfactor.dropLast().map { BFloat16.float($0.bitPattern) }
    return out
  }

  @Test(
    "the bits of Float32 storage, rounded once", arguments: MatrixShape.awkward + MatrixShape.large,
    [false, true])
  func roundedOnce(shape: MatrixShape, fused: Bool) {
    let inputs = inputs(shape, fused: fused)
    let (wide, narrow) = (inputs.vectorized(), stored(inputs))
    expectSameBits("y", narrow.y, wide.y.map(Self.rounded))
    expectSameBits("dx", narrow.dx, wide.dx.map(Self.rounded))
    if fused { expectSameBits("dfactor", narrow.dfactor, wide.dfactor.map(Self.rounded)) }
    expectSameBits("inverse RMS", narrow.inverseRMS, wide.inverseRMS)
    expectSameBits("dweight", narrow.dweight, wide.dweight)
  }

  @Test(
    "half an ulp of bfloat16 around the reference",
    arguments: MatrixShape.awkward + MatrixShape.large, [false, true])
  func precision(shape: MatrixShape, fused: Bool) {
    expectTwins(shape: shape.dimensions) { seed in
      let inputs = inputs(shape, fused: fused, seed: seed)
      let (narrow, float, double) =
        (stored(inputs), inputs.reference(Float.self), inputs.reference(Double.self))
      return [
        Twin("y", unrounded(narrow.y, near: double.y), float: float.y, double: double.y),
        Twin(
          "dfactor", fused ? unrounded(narrow.dfactor, near: double.dfactor) : float.dfactor,
          float: float.dfactor, double: double.dfactor),
        Twin("dweight", narrow.dweight, float: float.dweight, double: double.dweight),
        Twin(
          "dx", unrounded(narrow.dx, near: double.dx), float: float.dx, double: double.dx,
          magnitude: shape.columns == 1 ? PolyNormTests().largestTerm(inputs) : 0,
          provesReference: shape.columns > 1),
      ]
    }
  }

  /// Moves each number towards the expected one by at most half an ulp of bfloat16: what is left is
  /// the error before rounding.
  private func unrounded(_ values: [Float], near expected: [Double]) -> [Float] {
    zip(values, expected).map { value, expected in
      let place = max(abs(value), Float(abs(expected)))
      let half = Double(place.ulp) * 0x1p15
      let error = Double(value) - expected
      return Float(expected + (error > 0 ? max(0, error - half) : min(0, error + half)))
    }
  }

  @Test("outputs may lie on their inputs", arguments: [MatrixShape(3, 33), MatrixShape(300, 129)])
  func inPlace(shape: MatrixShape) {
    let inputs = inputs(shape, fused: true)
    let apart = stored(inputs)
    let (rows, columns) = (shape.rows, shape.columns)
    var y = inputs.x.map(BFloat16.init)
    let factor = (inputs.factor ?? []).map(BFloat16.init)
    var r = [Float](repeating: .nan, count: 3 * rows)
    y.withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      Vectorized.polyNorm(
        x: x, factor: factor, weight: inputs.weight, bias: inputs.bias, epsilon: 1e-6, rows: rows,
        columns: columns, y: x, inverseRMS: &r)
    }
    expectSameBits("y on x", y.map { BFloat16.float($0.bitPattern) }, apart.y)

    var (dx, dfactor) = (inputs.x.map(BFloat16.init), factor)
    var dweight = [Float](repeating: .nan, count: 4)
    dx.withUnsafeMutableBufferPointer { x in
      dfactor.withUnsafeMutableBufferPointer { m in
        guard let x = x.baseAddress, let m = m.baseAddress else { return }
        Vectorized.polyNormBackward(
          x: x, factor: m, weight: inputs.weight, bias: inputs.bias, inverseRMS: r,
          dy: inputs.dy.map(BFloat16.init), rows: rows, columns: columns, dx: x, dfactor: m,
          dweight: &dweight)
      }
    }
    expectSameBits("dx", dx.map { BFloat16.float($0.bitPattern) }, apart.dx)
    expectSameBits("dfactor", dfactor.map { BFloat16.float($0.bitPattern) }, apart.dfactor)
    expectSameBits("dweight", dweight, apart.dweight)
  }

  @Test("a NaN stays in its row", arguments: [0, 40, 64])
  func notANumber(column: Int) {
    var inputs = inputs(MatrixShape(3, 65), fused: false)
    inputs.x[65 + column] = .nan
    let y = stored(inputs).y
    let isNaN = y.map(\.isNaN)
    #expect(isNaN == (0..<195).map { 65..<130 ~= $0 })
  }
}
