import MotifKernels
import MotifTestSupport
import Testing

@Suite("Rotary") struct RotaryTests {
  /// x rotated by `positions` (one a row), in type T, through a table of just those positions.
  private func rotate<T: BinaryFloatingPoint>(
    _ kernel: (
      UnsafePointer<T>, UnsafeMutablePointer<T>, UnsafePointer<Int32>, UnsafePointer<T>,
      UnsafePointer<T>
    ) -> Void, _ x: [T], positions: [Int32], batch: Int, dim: Int, theta: Double
  ) -> [T] {
    var cosines = [T](repeating: .nan, count: positions.count * dim / 2)
    var sines = cosines
    RotaryTable.fill(
      count: positions.count, dim: dim, theta: theta, positions: positions, cosines: &cosines,
      sines: &sines)
    let rows = (0..<batch).flatMap { _ in (0..<positions.count).map(Int32.init) }
    var y = [T](repeating: .nan, count: x.count)
    kernel(x, &y, rows, cosines, sines)
    return y
  }

  @Test("golden numbers", arguments: try Fixtures.cases("rope"))
  func goldens(golden: FixtureCase) throws {
    let shape = try golden.shape("x")
    let (rows, heads, dim) = (shape[0] * shape[1], shape[2], shape[3])
    let positions = try golden.integers("positions").map(Int32.init)
    let theta = try golden.scalar("theta")
    var cosines = [Double](repeating: .nan, count: positions.count * dim / 2)
    var sines = cosines
    RotaryTable.fill(
      count: positions.count, dim: dim, theta: theta, positions: positions, cosines: &cosines,
      sines: &sines)
    for (actual, name) in [(cosines, "cos"), (sines, "sin")] {
      let comparison = Comparison(
        "\(golden) \(name)", actual, try golden.doubles(name), relative: 1e-10, absolute: 1e-13)
      #expect(comparison.matches, "\(comparison)")
    }
    for (input, output, inverse) in [("x", "y", false), ("dy", "dx", true)] {
      let expected = try golden.doubles(output)
      let double = rotate(
        { x, y, rowPositions, cosines, sines in
          Reference.rotary(
            x, y, rows: rows, heads: heads, dim: dim, positions: rowPositions, cosines: cosines,
            sines: sines, inverse: inverse)
        }, try golden.doubles(input), positions: positions, batch: shape[0], dim: dim,
        theta: theta)
      let reference = Comparison(
        "\(golden) \(output)", double, expected, relative: 1e-10, absolute: 1e-13)
      #expect(reference.matches, "\(reference)")
      let vectorized = rotate(
        { x, y, rowPositions, cosines, sines in
          Vectorized.rotary(
            x, y, rows: rows, heads: heads, dim: dim, positions: rowPositions, cosines: cosines,
            sines: sines, inverse: inverse)
        }, try golden.floats(input), positions: positions, batch: shape[0], dim: dim,
        theta: theta)
      let fast = Comparison("\(golden) \(output)", vectorized, expected, relative: 2e-5)
      #expect(fast.matches, "\(fast)")
    }
  }

  @Test(
    "vectorised equals the reference in place, and the inverse undoes it",
    arguments: [1, 7, 33, 257], [2, 4, 6, 10, 14, 16, 32, 64, 66, 128])
  func twins(rows: Int, dim: Int) {
    let heads = 3
    let x = randomNumbers(rows * heads * dim, "x")
    let positions = (0..<rows).map { Int32($0 * 5 % rows) }
    var cosines = [Float](repeating: .nan, count: rows * dim / 2)
    var sines = cosines
    RotaryTable.fill(count: rows, dim: dim, theta: 1e4, cosines: &cosines, sines: &sines)
    var expected = [Float](repeating: .nan, count: x.count)
    Reference.rotary(
      x, &expected, rows: rows, heads: heads, dim: dim, positions: positions, cosines: cosines,
      sines: sines)
    var y = x
    y.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Vectorized.rotary(
        base, base, rows: rows, heads: heads, dim: dim, positions: positions, cosines: cosines,
        sines: sines)
    }
    #expect(y == expected)
    var back = [Float](repeating: .nan, count: x.count)
    Vectorized.rotary(
      y, &back, rows: rows, heads: heads, dim: dim, positions: positions, cosines: cosines,
      sines: sines, inverse: true)
    let comparison = Comparison(
      "inverse", back, x.map(Double.init), relative: 1e-6, absolute: 0)
    #expect(comparison.matches, "\(comparison)")
  }
}
