internal import MotifKernels

extension Tensor {
  /// One AdamW step of this weight in place, one pass over four arrays.
  ///
  /// `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;`
  /// `w ← w − (η·wd·w + η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε))`.
  ///
  /// - Parameters:
  ///   - gradient: g, same shape.
  ///   - first: m, same shape.
  ///   - second: v, same shape.
  ///   - step: t, counted from 1.
  ///   - hyper: η, β₁, β₂, ε and the weight decay wd.
  ///   - gradientScale: multiplies the gradient first, the factor of norm clipping.
  public mutating func adamWUpdate(
    gradient: Tensor, first: inout Tensor, second: inout Tensor, step: Int,
    _ hyper: AdamWHyperparameters, gradientScale: Float = 1
  ) {
    let count = count
    precondition(
      gradient.count == count && first.count == count && second.count == count && step > 0,
      "adamWUpdate: weight \(shape), gradient \(gradient.shape), moments \(first.shape), "
        + "\(second.shape), step \(step)")
    let numbers = AdamStep<Float>(
      learningRate: Float(hyper.learningRate), weightDecay: Float(hyper.weightDecay),
      beta1: Float(hyper.beta1), beta2: Float(hyper.beta2), epsilon: Float(hyper.epsilon),
      step: step, gradientScale: gradientScale)
    first.makeUnique()
    second.makeUnique()
    withUnsafeMutablePointer { weight in
      first.withUnsafeMutablePointer { first in
        second.withUnsafeMutablePointer { second in
          gradient.withUnsafePointer { gradient in
            Vectorized.adamUpdate(
              weight: weight, gradient: gradient, first: first, second: second, count: count,
              step: numbers)
          }
        }
      }
    }
  }
}
