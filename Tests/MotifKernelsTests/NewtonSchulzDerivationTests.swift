import Foundation
import MotifKernels
import MotifTestSupport
import Testing

@Suite("Newton–Schulz, derived coefficients") struct NewtonSchulzDerivationTests {
  @Test("five steps are the published Polar Express to six digits")
  func published() throws {
    let derived = try NewtonSchulzCoefficients.derived(stepCount: 5, safety: 1.05)
    let flat = derived.steps.flatMap { [$0.a, $0.b, $0.c] }
    let golden = try Fixtures.load("newton_schulz").doubles("coeffs.polarExpress")
    let result = Comparison("steps", flat, golden, relative: 1e-6, absolute: 0)
    #expect(result.matches, "\(result)")
  }

  /// The error of a composition of optimal quintics: |1 − p(x)| has its largest value, 1 − p(l), four
  /// times in each step with alternating signs, and is at most (1 − l²)^(3^steps) (arXiv 2505.16932, for degree 5).
  @Test(
    "every step is minimax on what the one before leaves",
    arguments: [0.9, 0.5, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6, 1e-10])
  func equioscillation(lowerBound: Double) throws {
    var (lower, upper) = (lowerBound, 1.0)
    let all = try NewtonSchulzCoefficients.derived(
      stepCount: 12, lowerBound: lowerBound, cushion: 0)
    var bound = 1 - lowerBound * lowerBound
    for (index, step) in all.steps.enumerated() {
      let range = (lower, upper)
      // By equal ratios, since small lower bounds have their extrema near them.
      let values = (0...4000).map { i in
        step(range.0 * exponential(Double(i) / 4000, from: range.0, to: range.1))
      }
      let error = 1 - step(lower)
      bound = bound * bound * bound
      #expect(error <= bound + 1e-12, "step \(index): \(error), at most \(bound)")
      #expect(values.allSatisfy { abs(1 - $0) <= error + 1e-12 }, "step \(index)")
      if error > 1e-6 { #expect(alternations(values.map { 1 - $0 }, error) == 4, "step \(index)") }
      (lower, upper) = (1 - error, 1 + error)
    }
    #expect(1 - lower < 1e-9 || lowerBound < 1e-6)
  }

  /// A factor that runs from 1 to `to / from` by equal ratios.
  private func exponential(_ part: Double, from: Double, to: Double) -> Double {
    exp(part * log(to / from))
  }

  /// How often the error comes within 0.1 % of its largest size with another sign than before.
  private func alternations(_ errors: [Double], _ size: Double) -> Int {
    var (count, sign) = (0, 0.0)
    for error in errors where abs(error) > 0.999 * size {
      if error.sign == .minus ? sign != -1 : sign != 1 { count += 1 }
      sign = error.sign == .minus ? -1 : 1
    }
    return count
  }

  /// The published cushion and safety: no count or bound makes steps that blow up.
  @Test(
    "any number of steps maps [lower bound, 1] near 1", arguments: [1, 2, 3, 4, 5, 7, 10, 20, 40])
  func anyCount(stepCount: Int) throws {
    for lowerBound in [1, 0.999_999, 0.999, 0.9, 0.5, 0.1, 0.03, 1e-2, 1e-3, 1e-6, 1e-12, 1e-300] {
      let steps = try NewtonSchulzCoefficients.derived(
        stepCount: stepCount, lowerBound: lowerBound, safety: 1.05
      ).steps
      #expect(steps.count == stepCount && steps.allSatisfy { $0.a.isFinite && $0.a > 0 })
      let values = (0...200).map { i -> Double in
        let x = lowerBound + (1 - lowerBound) * Double(i) / 200
        return steps.reduce(x) { $1($0) }
      }
      #expect(values.allSatisfy { $0 >= 0 && $0 < 2 }, "\(stepCount), \(lowerBound)")
      if lowerBound >= 1e-3, stepCount >= 10 {
        #expect(values.allSatisfy { abs(1 - $0) < 1e-3 }, "\(stepCount), \(lowerBound)")
      }
    }
  }

  @Test("what no coefficients exist for is refused")
  func refusals() {
    for (count, bound) in [(0, 0.1), (-1, 0.1), (5, 0), (5, -1), (5, 1.01), (5, .nan)] {
      #expect(throws: NewtonSchulzCoefficients.DerivationError.self) {
        _ = try NewtonSchulzCoefficients.derived(stepCount: count, lowerBound: bound)
      }
    }
  }
}
