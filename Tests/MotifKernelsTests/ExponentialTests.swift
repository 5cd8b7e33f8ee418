import Foundation
import MotifTestSupport
import MotifVector
import Testing

@Suite("exponential") struct ExponentialTests {
  private func exponential(of values: [Float]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: vectorWidth) {
      var lanes = Vector.zero
      let count = min(vectorWidth, values.count - start)
      for lane in 0..<count { lanes[lane] = values[start + lane] }
      let y = MotifVector.exponential(lanes)
      for lane in 0..<count { result.append(y[lane]) }
    }
    return result
  }

  /// The error in units of the last place of the exact value.
  private func ulps(_ y: Float, _ x: Float) -> Double {
    let exact = Foundation.exp(Double(x))
    return abs(Double(y) - exact) / Double(Float(exact).ulp)
  }

  /// Evenly spaced numbers; runs of neighbouring floats around the ends of the reduced interval,
  /// where the polynomial is worst.
  static let ranges: [ClosedRange<Float>] = [-87...87, -1...1, 0.3...0.4, -0.4...(-0.3), 86...87]

  @Test("at most 1.3 ulp off for |x| ≤ 87", arguments: ranges)
  func error(range: ClosedRange<Float>) {
    let count = 20_001
    let width = (range.upperBound - range.lowerBound) / Float(count - 1)
    let x = (0..<count).map { range.lowerBound + Float($0) * width }
    var worst = (error: 0.0, at: Float.nan)
    for (value, y) in zip(x, exponential(of: x)) {
      let error = ulps(y, value)
      if !(error <= worst.error) { worst = (error, value) }
    }
    #expect(worst.error > 0 && worst.error <= 1.3, "\(worst.error) ulp at \(worst.at)")
  }

  @Test("exact at zero; NaN kept; saturated, never infinite or zero, outside")
  func edges() {
    let y = exponential(of: [0, -0.0, .nan, -.infinity, .infinity, -100, 100, 88.3])
    #expect(y[0] == 1 && y[1] == 1 && y[2].isNaN)
    #expect(y[3] > 0 && y[3] < 1.3e-38 && y[5] == y[3])
    #expect(y[4] > 2e38 && y[4].isFinite && y[6] == y[4])
    #expect(ulps(y[7], 88.3) <= 1.3)
  }
}
