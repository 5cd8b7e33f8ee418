import MotifKernels
import MotifTestSupport
import Testing

@Suite("DifferentialCombine") struct DifferentialCombineTests {
  private struct Result<T: BinaryFloatingPoint & Sendable>: Equatable {
    var y: [T]
    var outputGradient: [T]
    var lambdaGradient: T = .nan
    var weightGradient: [T]

    init(_ shape: DifferentialShape) {
      y = Array(repeating: .nan, count: shape.rows * shape.outputWidth)
      outputGradient = Array(repeating: .nan, count: shape.rows * shape.inputWidth)
      weightGradient = Array(repeating: .nan, count: shape.width)
    }

    var tensors: [(name: String, values: [T])] {
      [("y", y), ("do", outputGradient), ("dλ", [lambdaGradient]), ("dw", weightGradient)]
    }
  }

  private func reference<T: BinaryFloatingPoint & Sendable>(
    _ shape: DifferentialShape, _ o: [T], _ lambda: T, _ weight: [T], _ dy: [T]
  ) -> Result<T> {
    var result = Result<T>(shape)
    Reference.differentialCombine(
      shape, o: o, lambda: lambda, lambdaInit: 0.25, weight: weight, epsilon: T(Float(1e-5)),
      y: &result.y)
    Reference.differentialCombineBackward(
      shape, o: o, lambda: lambda, lambdaInit: 0.25, weight: weight, epsilon: T(Float(1e-5)),
      dy: dy, outputGradient: &result.outputGradient, lambdaGradient: &result.lambdaGradient,
      weightGradient: &result.weightGradient)
    return result
  }

  private func vectorized(
    _ shape: DifferentialShape, _ o: [Float], _ lambda: Float, _ weight: [Float], _ dy: [Float]
  ) -> Result<Float> {
    var result = Result<Float>(shape)
    Vectorized.differentialCombine(
      shape, o: o, lambda: lambda, lambdaInit: 0.25, weight: weight, epsilon: 1e-5, y: &result.y)
    Vectorized.differentialCombineBackward(
      shape, o: o, lambda: lambda, lambdaInit: 0.25, weight: weight, epsilon: 1e-5, dy: dy,
      outputGradient: &result.outputGradient, lambdaGradient: &result.lambdaGradient,
      weightGradient: &result.weightGradient)
    return result
  }

  @Test("reference gradients match central differences")
  func centralDifferenceGradients() {
    let shape = DifferentialShape(rows: 2, groups: 2, signalHeads: 3, width: 6)
    let (n, w) = (shape.rows * shape.inputWidth, shape.width)
    let o = randomNumbers(n, "o").map(Double.init)
    let weight = randomNumbers(w, "w").map { 1 + 0.1 * Double($0) }
    let dy = randomNumbers(shape.rows * shape.outputWidth, "dy").map(Double.init)
    let numeric = centralDifferences(at: o + weight + [0.7]) { x in
      var y = [Double](repeating: .nan, count: dy.count)
      Reference.differentialCombine(
        shape, o: Array(x[..<n]), lambda: x[n + w], lambdaInit: 0.25, weight: Array(x[n..<n + w]),
        epsilon: Double(Float(1e-5)), y: &y)
      return zip(y, dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let result = reference(shape, o, 0.7, weight, dy)
    let comparison = Comparison(
      "gradients", result.outputGradient + result.weightGradient + [result.lambdaGradient],
      numeric, relative: 1e-6, absolute: 1e-9)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test(
    "vectorised results are as accurate as the reference",
    arguments: [1, 7, 33, 257], [2, 8, 10, 20, 32, 64, 128])
  func accuracy(rows: Int, width: Int) {
    let shape = DifferentialShape(rows: rows, groups: 2, signalHeads: 3, width: width)
    expectTwins(shape: [rows, width]) { seed in
      let o = randomNumbers(rows * shape.inputWidth, "o", seed: seed)
      let weight = randomNumbers(width, "w", seed: seed)
      let dy = randomNumbers(rows * shape.outputWidth, "dy", seed: seed)
      let fast = vectorized(shape, o, 0.7, weight, dy).tensors
      let float = reference(shape, o, 0.7, weight, dy).tensors
      let double = reference(
        shape, o.doubles, Double(Float(0.7)), weight.doubles, dy.doubles
      ).tensors
      return double.indices.map { index in
        // dλ is one sum over all numbers whose terms cancel: link 2 says nothing about it.
        Twin(
          "\(double[index].name), \(shape)", fast[index].values, float: float[index].values,
          double: double[index].values, provesReference: double[index].name != "dλ")
      }
    }
  }

  @Test("same bits at any thread count")
  func threads() {
    let shape = DifferentialShape(rows: 100, groups: 2, signalHeads: 3, width: 20)
    let o = randomNumbers(100 * shape.inputWidth, "o")
    let (weight, dy) = (randomNumbers(20, "w"), randomNumbers(100 * shape.outputWidth, "dy"))
    let results = withThreadCounts([1, 2, 3]) { _ in vectorized(shape, o, 0.7, weight, dy) }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test("λ and its gradients match central differences, and the clamp holds")
  func lambda() {
    let vectors = randomNumbers(4 * 5, "λ", scale: 0.4).map(Double.init)
    func value(_ x: [Double]) -> Double {
      DifferentialLambda.value(
        q1: Array(x[0..<5]), k1: Array(x[5..<10]), q2: Array(x[10..<15]), k2: Array(x[15..<20]),
        count: 5, lambdaInit: 0.2)
    }
    func gradients(_ x: [Double]) -> [Double] {
      var parts = [[Double]](repeating: Array(repeating: .nan, count: 5), count: 4)
      var (dq1, dk1, dq2, dk2) = (parts[0], parts[1], parts[2], parts[3])
      DifferentialLambda.gradients(
        q1: Array(x[0..<5]), k1: Array(x[5..<10]), q2: Array(x[10..<15]), k2: Array(x[15..<20]),
        count: 5, lambdaGradient: 1.5, dq1: &dq1, dk1: &dk1, dq2: &dq2, dk2: &dk2)
      parts = [dq1, dk1, dq2, dk2]
      return parts.flatMap(\.self)
    }
    let comparison = Comparison(
      "dλ", gradients(vectors), centralDifferences(at: vectors) { 1.5 * value($0) },
      relative: 1e-6, absolute: 1e-9)
    #expect(comparison.matches, "\(comparison)")
    let huge = [Double](repeating: 10, count: 10) + [Double](repeating: 0, count: 10)
    #expect(abs(value(huge) - (485_165_195.409_790_3 - 1 + 0.2)) < 1e-3)
    #expect(gradients(huge)[..<10].allSatisfy { $0 == 0 })
  }
}
