/// The odd quintic of every step of a Newton–Schulz iteration: `p(x) = a·x + b·x³ + c·x⁵`.
///
/// p maps singular values towards 1. The named sets trade the spread of the result against the
/// reach to small singular values: `motif` is tightest in the bulk, Polar Express reaches further.
package struct NewtonSchulzCoefficients: Sendable, Equatable {
  /// The coefficients of one step.
  package struct Step: Sendable, Equatable {
    package var a: Double
    package var b: Double
    package var c: Double

    package init(_ a: Double, _ b: Double, _ c: Double) {
      self.a = a
      self.b = b
      self.c = c
    }

    /// The value of the quintic.
    package func callAsFunction(_ x: Double) -> Double { x * (a + x * x * (b + x * x * c)) }

    /// The step for values divided by `safety`: `p(x / s)`, which tolerates norms up to s.
    package func divided(by safety: Double) -> Step {
      let cube = safety * safety * safety
      return Step(a / safety, b / cube, c / (cube * safety * safety))
    }
  }

  /// One element a step.
  package var steps: [Step]
  /// What the Frobenius norm is multiplied by before it divides the matrix.
  package var normScale: Double

  package init(steps: [Step], normScale: Double = 1) {
    self.steps = steps
    self.normScale = normScale
  }

  /// Motif's Parallel Muon, the default.
  package static let motif = NewtonSchulzCoefficients(steps: [
    Step(4.0848, -6.8946, 2.9270), Step(3.9505, -6.3029, 2.6377), Step(3.7418, -5.5913, 2.3037),
    Step(2.8769, -3.1427, 1.2046), Step(2.8366, -3.0525, 1.2012),
  ])

  /// The fixed step of Jordan's Muon and Moonlight (arXiv 2502.16982).
  package static let jordan = NewtonSchulzCoefficients(
    steps: [Step](repeating: Step(3.4445, -4.7750, 2.0315), count: 5))

  /// Polar Express (arXiv 2505.16932) with every step divided by its safety factor 1.05.
  package static let polarExpress = NewtonSchulzCoefficients(
    steps: [
      Step(8.2872120, -23.5958865, 17.3003873), Step(4.1070591, -2.9478499, 0.5448431),
      Step(3.9486909, -2.9089021, 0.5518191), Step(3.3184197, -2.4884880, 0.5100490),
      Step(2.3006520, -1.6689040, 0.4188073),
    ].map { $0.divided(by: 1.05) })

  /// Polar Express as Dion uses it, on matrices divided by 1.02 times their norm.
  package static let polarExpressDion = NewtonSchulzCoefficients(
    steps: [
      Step(8.1565546, -22.4832929, 15.8787699), Step(4.0429299, -2.8089175, 0.5000178),
      Step(3.8916678, -2.7724842, 0.5060648), Step(3.2857537, -2.3681295, 0.4644902),
      Step(2.3465413, -1.7097828, 0.4232355),
    ], normScale: 1.02)
}

extension NewtonSchulzCoefficients {
  /// Derived coefficients that are not finite: the interval was too narrow or not within (0, 1].
  package struct DerivationError: Error, CustomStringConvertible {
    package let description: String
  }

  /// Minimax quintics for singular values in [lowerBound, 1] (Polar Express, arXiv 2505.16932).
  ///
  /// Each step takes the odd quintic nearest to 1 on the interval left by the step before, with the
  /// lower end raised to `cushion` times the upper one, and divides it by `safety`. Throws
  /// ``DerivationError`` when the exchange meets a number that is not finite.
  package static func derived(
    stepCount: Int, lowerBound: Double = 1e-3, cushion: Double = 0.0240733, safety: Double = 1
  ) throws(DerivationError) -> NewtonSchulzCoefficients {
    guard stepCount > 0, lowerBound > 0, lowerBound <= 1, safety > 0 else {
      throw DerivationError(
        description: "expected at least one step, a lower bound in (0, 1] and a positive safety, "
          + "not \(stepCount), \(lowerBound), \(safety)")
    }
    var steps: [Step] = []
    var lower = lowerBound
    var upper = 1.0
    for _ in 0..<stepCount {
      var step = try quintic(max(lower, cushion * upper), upper)
      if cushion * upper > lower {
        let scale = 2 / (step(lower) + step(upper))
        step = Step(step.a * scale, step.b * scale, step.c * scale)
      }
      steps.append(step.divided(by: safety))
      lower = step(lower)
      upper = 2 - lower
    }
    return NewtonSchulzCoefficients(steps: steps)
  }

  /// The odd quintic nearest to 1 on [lower, upper], by Remez exchange of its four extrema.
  private static func quintic(
    _ lower: Double, _ upper: Double
  ) throws(DerivationError) -> Step {
    let cube = upper * upper * upper
    guard lower / upper < 1 - 5e-6 else {
      return Step(15 / 8 / upper, -10 / 8 / cube, 3 / 8 / (cube * upper * upper))
    }
    var first = (3 * lower + upper) / 4
    var second = (lower + 3 * upper) / 4
    var error = Double.infinity
    // The exchange converges quadratically; the bound only ends a rounding cycle.
    for _ in 0..<100 {
      let solution = equioscillation([lower, first, second, upper])
      guard solution.allSatisfy(\.isFinite) else {
        throw DerivationError(
          description: "the exchange on [\(lower), \(upper)] met a number that is not finite")
      }
      let (a, b, c) = (solution[0], solution[1], solution[2])
      let root = (9 * b * b - 20 * a * c).squareRoot()
      first = ((-3 * b - root) / (10 * c)).squareRoot()
      second = ((-3 * b + root) / (10 * c)).squareRoot()
      let change = abs(solution[3] - error)
      error = solution[3]
      if change <= 1e-15 { return Step(a, b, c) }
    }
    let solution = equioscillation([lower, first, second, upper])
    return Step(solution[0], solution[1], solution[2])
  }

  /// Solves `a·z + b·z³ + c·z⁵ ± E = 1` at four nodes with alternating signs; returns [a, b, c, E].
  private static func equioscillation(_ nodes: [Double]) -> [Double] {
    var rows = nodes.enumerated().map { index, z -> [Double] in
      [z, z * z * z, z * z * z * z * z, index % 2 == 0 ? 1 : -1, 1]
    }
    for column in 0..<4 {
      let pivot = (column..<4).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      for row in 0..<4 where row != column {
        let factor = rows[row][column] / rows[column][column]
        for j in column..<5 { rows[row][j] -= factor * rows[column][j] }
      }
    }
    return (0..<4).map { rows[$0][4] / rows[$0][$0] }
  }
}
