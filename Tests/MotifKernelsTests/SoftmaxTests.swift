import MotifKernels
import MotifTestSupport
import Testing

@Suite("Softmax") struct SoftmaxTests {
  private func reference<T: BinaryFloatingPoint>(
    _ x: [Float], _ dy: [Float], _ shape: MatrixShape, _ type: T.Type
  ) -> (y: [T], dx: [T]) {
    let (x, dy) = (numbers(x, as: T.self), numbers(dy, as: T.self))
    var y = [T](repeating: .nan, count: shape.count)
    var dx = y
    Reference.softmax(x: x, rows: shape.rows, columns: shape.columns, y: &y)
    Reference.softmaxBackward(y: y, dy: dy, rows: shape.rows, columns: shape.columns, dx: &dx)
    return (y, dx)
  }

  private func softmax(_ x: [Float], _ shape: MatrixShape) -> [Float] {
    var y = [Float](repeating: .nan, count: shape.count)
    Vectorized.softmax(x: x, rows: shape.rows, columns: shape.columns, y: &y)
    return y
  }

  private func softmaxBackward(_ y: [Float], _ dy: [Float], _ shape: MatrixShape) -> [Float] {
    var dx = [Float](repeating: .nan, count: shape.count)
    Vectorized.softmaxBackward(y: y, dy: dy, rows: shape.rows, columns: shape.columns, dx: &dx)
    return dx
  }

  @Test("gradient against central differences", arguments: MatrixShape.awkwardSizes)
  func gradient(columns: Int) {
    let shape = MatrixShape(3, columns)
    let x = randomNumbers(shape.count, "softmax.x.\(shape)", scale: 2)
    let dy = randomNumbers(shape.count, "softmax.dy.\(shape)")
    let weights = dy.doubles
    let dx = ProofChain.gradient(
      "dx", reference(x, dy, shape, Double.self).dx, at: x.doubles, shape: shape.dimensions
    ) { point in
      var y = [Double](repeating: 0, count: shape.count)
      Reference.softmax(x: point, rows: shape.rows, columns: shape.columns, y: &y)
      return Reference.dot(y, weights, count: shape.count)
    }
    #expect(dx.matches, "\(dx)")
  }

  @Test("vectorised against reference", arguments: MatrixShape.awkward + MatrixShape.large)
  func precision(shape: MatrixShape) {
    expectTwins(shape: shape.dimensions) { seed in
      let x = randomNumbers(shape.count, "softmax.x.\(shape)", scale: 3, seed: seed)
      let dy = randomNumbers(shape.count, "softmax.dy.\(shape)", seed: seed)
      let (float, double) =
        (reference(x, dy, shape, Float.self), reference(x, dy, shape, Double.self))
      let y = softmax(x, shape)
      let dx = softmaxBackward(y, dy, shape)
      let twin = Twin("y", y, float: float.y, double: double.y)
      if shape.columns == 1 {
        #expect(dx.allSatisfy { $0 == 0 })
        return [twin]
      }
      return [twin, Twin("dx", dx, float: float.dx, double: double.dx)]
    }
  }

  @Test("y may be x and dx may be dy", arguments: [MatrixShape(3, 33), MatrixShape(300, 129)])
  func inPlace(shape: MatrixShape) {
    let x = randomNumbers(shape.count, "softmax.x")
    let dy = randomNumbers(shape.count, "softmax.dy")
    let y = softmax(x, shape)
    var onX = x
    onX.withPointer {
      Vectorized.softmax(x: $0, rows: shape.rows, columns: shape.columns, y: $0)
    }
    expectSameBits("y on x", onX, y)
    var onDy = dy
    onDy.withPointer {
      Vectorized.softmaxBackward(
        y: y, dy: $0, rows: shape.rows, columns: shape.columns, dx: $0)
    }
    expectSameBits("dx on dy", onDy, softmaxBackward(y, dy, shape))
  }

  @Test("masked numbers weigh exactly nothing", arguments: MatrixShape.awkwardSizes.dropFirst())
  func masked(columns: Int) {
    let shape = MatrixShape(2, columns)
    var x = randomNumbers(shape.count, "softmax.masked", scale: 2)
    for i in stride(from: 1, to: shape.count, by: 2) where i % columns != 0 { x[i] = -.infinity }
    x[0] = -100  // 100 below another number, unless that is masked
    let y = softmax(x, shape)
    #expect(zip(x, y).allSatisfy { $0 == -.infinity ? $1 == 0 : true })
    let exact = reference(x, x, shape, Double.self).y
    let comparison = Comparison("y", y, exact, relative: 1e-6, absolute: 0)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test(
    "NaN, +∞ and rows of −∞ give NaN, and only in their row", arguments: MatrixShape.awkwardSizes)
  func nonFinite(columns: Int) {
    let shape = MatrixShape(3, columns)
    let clean = randomNumbers(shape.count, "softmax.nonfinite")
    let expected = softmax(clean, shape)
    for value in [Float.nan, .infinity] {
      for column in Set([0, columns / 2, columns - 1]) {
        var x = clean
        x[columns + column] = value
        let y = softmax(x, shape)
        #expect(y[columns..<2 * columns].allSatisfy { $0.isNaN }, "\(value) at \(column)")
        expectSameBits("row before", Array(y[..<columns]), Array(expected[..<columns]))
        expectSameBits("row after", Array(y[(2 * columns)...]), Array(expected[(2 * columns)...]))
      }
    }
    var x = clean
    for i in columns..<2 * columns { x[i] = -.infinity }
    #expect(softmax(x, shape)[columns..<2 * columns].allSatisfy { $0.isNaN })
  }

  @Test("logits of any finite size", arguments: [Float(1e4), 1e30, .greatestFiniteMagnitude])
  func largeLogits(size: Float) {
    let shape = MatrixShape(1, 9)
    let y = softmax([-size, 0, -size, 1, size, 2, 3, -size, size], shape)
    #expect(y == [0, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
  }
}
