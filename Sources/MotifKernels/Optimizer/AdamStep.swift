/// The numbers of one AdamW step, in the precision of the state.
package struct AdamStep<T: BinaryFloatingPoint> {
  package var learningRate: T
  package var weightDecay: T
  package var beta1: T
  package var beta2: T
  package var epsilon: T
  /// `1 − β₁^t` and `1 − β₂^t` for the 1-based step t.
  package var correction1: T
  package var correction2: T
  /// Multiplies every gradient first: the factor of global-norm clipping.
  package var gradientScale: T

  package init(
    learningRate: T, weightDecay: T, beta1: T, beta2: T, epsilon: T, step: Int,
    gradientScale: T = 1
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.gradientScale = gradientScale
    correction1 = Self.correction(beta1, step)
    correction2 = Self.correction(beta2, step)
  }

  /// `1 − β^t`, in Double up to the difference: a rounded power has lost the digits that count.
  private static func correction(_ beta: T, _ step: Int) -> T {
    var (power, square, exponent) = (1.0, Double(beta), step)
    while exponent > 0 {
      if exponent & 1 == 1 { power *= square }
      square *= square
      exponent >>= 1
    }
    return T(1 - power)
  }
}
