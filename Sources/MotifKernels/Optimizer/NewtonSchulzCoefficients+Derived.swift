extension NewtonSchulzCoefficients {
  /// No coefficients for what was asked: too few steps, or an interval that is not within (0, 1].
  package struct DerivationError: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
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
