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
  /// Whether the rows of the shorter side are balanced before the first step, as Turbo-Muon does.
  package var isPreconditioned = false

  package init(steps: [Step], normScale: Double = 1) {
    self.steps = steps
    self.normScale = normScale
  }

  /// The last `count` steps, which decide the spread; the first ones only raise small values.
  package func last(_ count: Int) -> NewtonSchulzCoefficients {
    var rest = self
    rest.steps = steps.suffix(count)
    return rest
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
