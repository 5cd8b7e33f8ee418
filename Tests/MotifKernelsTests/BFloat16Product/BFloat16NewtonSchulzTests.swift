import MotifKernels
import MotifTestSupport
import Testing

private let units = ProductUnit.available.filter { $0 != .none }

/// Orthogonalisation whose products are taken in bfloat16.
@Suite("Newton–Schulz in bfloat16", .enabled(if: !units.isEmpty, "no unit on this processor"))
struct BFloat16NewtonSchulzTests {
  private static let shapes = [(40, 200), (200, 40), (64, 256), (96, 96), (256, 1024)]

  private func orthogonalized(
    _ x: [Float], _ rows: Int, _ columns: Int, _ unit: ProductUnit
  ) -> [Float] {
    var x = x
    Vectorized.newtonSchulz(&x, rows: rows, columns: columns, unit: unit)
    return x
  }

  private func norm(_ x: [Float]) -> Double {
    x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// The largest singular value, by power iteration.
  private func spectralNorm(_ x: [Float], _ rows: Int, _ columns: Int) -> Double {
    var v = uniformNumbers(columns, "power", seed: 1).map(Double.init)
    var value = 0.0
    for _ in 0..<60 {
      var u = [Double](repeating: 0, count: rows)
      for i in 0..<rows {
        for j in 0..<columns { u[i] += Double(x[i * columns + j]) * v[j] }
      }
      v = [Double](repeating: 0, count: columns)
      for i in 0..<rows {
        for j in 0..<columns { v[j] += Double(x[i * columns + j]) * u[i] }
      }
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      value = length.squareRoot()
      v = v.map { $0 / length }
    }
    return value
  }

  @Test("near that of Floats where no direction is small", arguments: units, shapes)
  func gaussian(unit: ProductUnit, shape: (Int, Int)) {
    let (rows, columns) = shape
    guard rows != columns else { return }
    let x = uniformNumbers(rows * columns, "bfloat16-newton-schulz", seed: 3)
    let exact = orthogonalized(x, rows, columns, .none)
    let found = orthogonalized(x, rows, columns, unit)
    // Facts measured beforehand: 0.7 to 1.2 % on Gaussian matrices.
    #expect(norm(zip(found, exact).map { $0 - $1 }) < 0.03 * norm(exact))
  }

  @Test(
    "bounded where few directions stand over noise, as gradients have", arguments: units, shapes)
  func decaying(unit: ProductUnit, shape: (Int, Int)) {
    let (rows, columns) = shape
    for (strong, noise) in [(1, 1e-2), (4, 1e-3), (8, 1e-4), (2, 0)] as [(Int, Float)] {
      var x = uniformNumbers(rows * columns, "noise", seed: 5).map { $0 * noise }
      for direction in 0..<strong {
        let left = uniformNumbers(rows, "left", seed: UInt64(direction))
        let right = uniformNumbers(columns, "right", seed: UInt64(direction))
        for i in 0..<rows {
          for j in 0..<columns { x[i * columns + j] += left[i] * right[j] }
        }
      }
      let found = orthogonalized(x, rows, columns, unit)
      let largest = spectralNorm(found, rows, columns)
      #expect(largest > 0.6 && largest < 1.3, "\(strong) over \(noise): \(largest)")
    }
  }
}
