import MotifKernels
import MotifTestSupport
import Testing

@Suite("Elementwise") struct ElementwiseTests {
  static let counts = MatrixShape.awkwardSizes + [40_000, 65_537]

  @Test("every operation against its reference", arguments: counts)
  func precision(count: Int) {
    expectTwins(shape: [count]) { seed in
      let a = randomNumbers(count, "elementwise.a", seed: seed)
      let b = randomNumbers(count, "elementwise.b", seed: seed)
      let (wideA, wideB) = (a.doubles, b.doubles)
      var fast = [Float](repeating: .nan, count: count)
      var (float, double) = (fast, fast.doubles)
      var twins: [Twin] = []

      Vectorized.add(a, b, scale: -0.75, count: count, out: &fast)
      Reference.add(a, b, scale: -0.75, count: count, out: &float)
      Reference.add(wideA, wideB, scale: -0.75, count: count, out: &double)
      twins.append(Twin("add", fast, float: float, double: double))

      Vectorized.multiply(a, b, count: count, out: &fast)
      Reference.multiply(a, b, count: count, out: &float)
      Reference.multiply(wideA, wideB, count: count, out: &double)
      twins.append(Twin("multiply", fast, float: float, double: double))

      Vectorized.scale(a, by: 0.3, count: count, out: &fast)
      Reference.scale(a, by: 0.3, count: count, out: &float)
      Reference.scale(wideA, by: Double(Float(0.3)), count: count, out: &double)
      twins.append(Twin("scale", fast, float: float, double: double))

      (fast, float, double) = (b, b, wideB)
      Vectorized.multiplyAccumulate(a, a, count: count, out: &fast)
      Reference.multiplyAccumulate(a, a, count: count, out: &float)
      Reference.multiplyAccumulate(wideA, wideA, count: count, out: &double)
      twins.append(Twin("multiplyAccumulate", fast, float: float, double: double))
      return twins
    }
  }

  @Test("scaleRows against its reference", arguments: MatrixShape.awkward + MatrixShape.large)
  func scaleRows(shape: MatrixShape) {
    let (rows, columns) = (shape.rows, shape.columns)
    expectTwins(shape: shape.dimensions) { seed in
      let a = randomNumbers(shape.count, "scalerows.a.\(shape)", seed: seed)
      let scales = randomNumbers(rows, "scalerows.scales.\(shape)", seed: seed)
      var fast = [Float](repeating: .nan, count: shape.count)
      var (float, double) = (fast, fast.doubles)
      Vectorized.scaleRows(a, by: scales, rows: rows, columns: columns, out: &fast)
      Reference.scaleRows(a, by: scales, rows: rows, columns: columns, out: &float)
      Reference.scaleRows(
        a.doubles, by: scales.doubles, rows: rows, columns: columns, out: &double)
      var onA = a
      onA.withPointer {
        Vectorized.scaleRows($0, by: scales, rows: rows, columns: columns, out: $0)
      }
      expectSameBits("on a", onA, fast)
      return [Twin("scaleRows", fast, float: float, double: double)]
    }
  }

  @Test("outputs may lie on their inputs", arguments: [33, 40_000])
  func inPlace(count: Int) {
    let (a, b) = (randomNumbers(count, "elementwise.a"), randomNumbers(count, "elementwise.b"))
    var apart = [Float](repeating: .nan, count: count)
    /// Runs `operation` with the output on `a`, then on `b`.
    func check(
      _ operation: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) {
      operation(a, b, &apart)
      var (onA, onB) = (a, b)
      onA.withPointer { operation($0, b, $0) }
      onB.withPointer { operation(a, $0, $0) }
      expectSameBits("on a", onA, apart)
      expectSameBits("on b", onB, apart)
    }
    check { Vectorized.add($0, $1, scale: 2.5, count: count, out: $2) }
    check { Vectorized.multiply($0, $1, count: count, out: $2) }
    Vectorized.scale(a, by: 1.5, count: count, out: &apart)
    var onA = a
    onA.withPointer { Vectorized.scale($0, by: 1.5, count: count, out: $0) }
    expectSameBits("on a", onA, apart)
  }

  @Test("nothing beyond count is written", arguments: MatrixShape.awkwardSizes)
  func bounds(count: Int) {
    let a = randomNumbers(count, "elementwise.a")
    var out = [Float](repeating: 42, count: count + 16)
    Vectorized.add(a, a, count: count, out: &out)
    Vectorized.multiply(a, a, count: count, out: &out)
    Vectorized.multiplyAccumulate(a, a, count: count, out: &out)
    Vectorized.scale(a, by: 2, count: count, out: &out)
    #expect(out[count...].allSatisfy { $0 == 42 })
  }
}
