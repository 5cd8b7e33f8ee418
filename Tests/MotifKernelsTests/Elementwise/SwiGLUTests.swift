import MotifKernels
import MotifTestSupport
import Testing

@Suite("SwiGLU") struct SwiGLUTests {
  struct Inputs {
    let x, factor, dy: [Float]

    init(_ count: Int, seed: UInt64 = ProofChain.baseSeed) {
      x = randomNumbers(count, "swiglu.x", scale: 3, seed: seed)
      factor = randomNumbers(count, "swiglu.factor", seed: seed)
      dy = randomNumbers(count, "swiglu.dy", seed: seed)
    }

    func reference<T: BinaryFloatingPoint>(_ type: T.Type) -> Results<T> {
      let (x, factor, dy) = (
        numbers(x, as: T.self), numbers(factor, as: T.self), numbers(dy, as: T.self)
      )
      var out = Results<T>(x.count)
      Reference.swiGLU(x: x, factor: factor, count: x.count, y: &out.y)
      Reference.swiGLUBackward(
        x: x, factor: factor, dy: dy, count: x.count, dx: &out.dx, dfactor: &out.dfactor)
      return out
    }

    func vectorized() -> Results<Float> {
      var out = Results<Float>(x.count)
      Vectorized.swiGLU(x: x, factor: factor, count: x.count, y: &out.y)
      Vectorized.swiGLUBackward(
        x: x, factor: factor, dy: dy, count: x.count, dx: &out.dx, dfactor: &out.dfactor)
      return out
    }
  }

  struct Results<T: BinaryFloatingPoint> {
    var y, dx, dfactor: [T]

    init(_ count: Int) {
      y = [T](repeating: .nan, count: count)
      (dx, dfactor) = (y, y)
    }
  }

  static let sizes = MatrixShape.awkwardSizes + [16_383, 16_385, 70_001]

  @Test("gradient against central differences", arguments: MatrixShape.awkwardSizes)
  func gradient(count: Int) {
    let inputs = Inputs(count)
    let (x, factor, dy) = (inputs.x.doubles, inputs.factor.doubles, inputs.dy.doubles)
    func loss(x: [Double], factor: [Double]) -> Double {
      var y = [Double](repeating: .nan, count: count)
      Reference.swiGLU(x: x, factor: factor, count: count, y: &y)
      return Reference.dot(y, dy, count: count)
    }
    let result = inputs.reference(Double.self)
    let links = [
      ProofChain.gradient("dx", result.dx, at: x) { loss(x: $0, factor: factor) },
      ProofChain.gradient("dfactor", result.dfactor, at: factor) { loss(x: x, factor: $0) },
    ]
    for link in links { #expect(link.matches, "\(link)") }
  }

  @Test("vectorised against reference", arguments: sizes)
  func precision(count: Int) {
    expectTwins(shape: [count]) { seed in
      let inputs = Inputs(count, seed: seed)
      let (fast, float, double) =
        (inputs.vectorized(), inputs.reference(Float.self), inputs.reference(Double.self))
      return [
        Twin("y", fast.y, float: float.y, double: double.y),
        Twin("dx", fast.dx, float: float.dx, double: double.dx),
        Twin("dfactor", fast.dfactor, float: float.dfactor, double: double.dfactor),
      ]
    }
  }

  @Test("in place, and nothing beyond the end", arguments: sizes)
  func bounds(count: Int) {
    let inputs = Inputs(count)
    let expected = inputs.vectorized()
    var y = [Float](repeating: 42, count: count + 16)
    Vectorized.swiGLU(x: inputs.x, factor: inputs.factor, count: count, y: &y)
    #expect(y[count...].allSatisfy { $0 == 42 })
    var (onX, onFactor) = (inputs.x, inputs.factor)
    onX.withPointer { Vectorized.swiGLU(x: $0, factor: inputs.factor, count: count, y: $0) }
    onFactor.withPointer { Vectorized.swiGLU(x: inputs.x, factor: $0, count: count, y: $0) }
    expectSameBits("y on x", onX, expected.y)
    expectSameBits("y on m", onFactor, expected.y)
    var (x, factor) = (inputs.x, inputs.factor)
    x.withPointer { x in
      factor.withPointer { factor in
        Vectorized.swiGLUBackward(
          x: x, factor: factor, dy: inputs.dy, count: count, dx: x, dfactor: factor)
      }
    }
    expectSameBits("dx on x", x, expected.dx)
    expectSameBits("dfactor on m", factor, expected.dfactor)
  }

  @Test("the ends of the range") func extremes() {
    let x: [Float] = [0, 1e4, -1e4, -3e38, 3e38, .nan]
    let ones = [Float](repeating: 1, count: x.count)
    var results = Results<Float>(x.count)
    Vectorized.swiGLU(x: x, factor: ones, count: x.count, y: &results.y)
    Vectorized.swiGLUBackward(
      x: x, factor: ones, dy: ones, count: x.count, dx: &results.dx, dfactor: &results.dfactor)
    #expect(results.y[..<5] == [0, 1e4, 0, 0, 3e38] && results.y[5].isNaN)
    #expect(results.dx[..<5] == [0.5, 1, 0, 0, 1] && results.dx[5].isNaN)
    #expect(results.dfactor[..<5] == [0, 1e4, 0, 0, 3e38] && results.dfactor[5].isNaN)
  }
}
