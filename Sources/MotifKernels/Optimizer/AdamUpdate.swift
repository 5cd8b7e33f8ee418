internal import MotifVector

extension Vectorized {
  /// One AdamW step in place, four reads and three writes an element.
  ///
  /// `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;`
  /// `w ← w − (η·wd·w + η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε))`. The decay joins the step before that is
  /// taken from the weight: a factor 1 − η·wd would round to 1 below 3e-8. Source: arXiv 1711.05101.
  package static func adamUpdate(
    weight: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int,
    step: AdamStep<Float>
  ) {
    let numbers = AdamNumbers(step)
    Parallel.forEachRange(count, chunk: 16_384) { range in
      var i = range.lowerBound
      while i + vectorWidth <= range.upperBound {
        var (w, m, v) = (load(weight, i), load(first, i), load(second, i))
        numbers.update(&w, load(gradient, i), &m, &v)
        store(m, first, i)
        store(v, second, i)
        store(w, weight, i)
        i += vectorWidth
      }
      let rest = range.upperBound - i
      guard rest > 0 else { return }
      var w = loadPartial(weight, i, count: rest)
      var m = loadPartial(first, i, count: rest)
      var v = loadPartial(second, i, count: rest)
      numbers.update(&w, loadPartial(gradient, i, count: rest), &m, &v)
      storePartial(m, first, i, count: rest)
      storePartial(v, second, i, count: rest)
      storePartial(w, weight, i, count: rest)
    }
  }

  /// Muon's momentum: `M ← μM + s·G`, and `U = s·G + μM` with Nesterov, else `U = M`.
  ///
  /// `s` is the gradient scale of global-norm clipping. Source: arXiv 2502.16982.
  package static func momentumUpdate(
    gradient: UnsafePointer<Float>, momentum: UnsafeMutablePointer<Float>, factor: Float,
    nesterov: Bool, gradientScale: Float, count: Int, update: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: 16_384) { range in
      if nesterov {
        for i in range {
          let g = gradientScale * gradient[i]
          let m = factor * momentum[i] + g
          momentum[i] = m
          update[i] = g + factor * m
        }
      } else {
        for i in range {
          let m = factor * momentum[i] + gradientScale * gradient[i]
          momentum[i] = m
          update[i] = m
        }
      }
    }
  }

  /// `w ← w − (shrink · w + rate · u)`, the sum first, so that a small decay is not rounded away.
  package static func decayedStep(
    weight: UnsafeMutablePointer<Float>, update: UnsafePointer<Float>, shrink: Float, rate: Float,
    count: Int
  ) {
    Parallel.forEachRange(count, chunk: 16_384) { range in
      for i in range { weight[i] -= shrink * weight[i] + rate * update[i] }
    }
  }
}

/// The numbers of a step that every lane uses.
private struct AdamNumbers {
  private let gradientScale, beta1, beta2, share1, share2, shrink, rate, root, epsilon: Vector

  init(_ step: AdamStep<Float>) {
    gradientScale = Vector(repeating: step.gradientScale)
    (beta1, beta2) = (Vector(repeating: step.beta1), Vector(repeating: step.beta2))
    (share1, share2) = (Vector(repeating: 1 - step.beta1), Vector(repeating: 1 - step.beta2))
    shrink = Vector(repeating: step.learningRate * step.weightDecay)
    rate = Vector(repeating: step.learningRate / step.correction1)
    root = Vector(repeating: 1 / step.correction2.squareRoot())
    epsilon = Vector(repeating: step.epsilon)
  }

  @inline(__always)
  func update(_ w: inout Vector, _ gradient: Vector, _ m: inout Vector, _ v: inout Vector) {
    let g = gradientScale * gradient
    m = multiplyAdd(beta1, m, share1 * g)
    v = multiplyAdd(beta2, v, share2 * g * g)
    let denominator = multiplyAdd(squareRoot(v), root, epsilon)
    w -= multiplyAdd(shrink, w, rate * m / denominator)
  }
}

extension Reference {
  /// One AdamW step as its formula reads.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func adamUpdate<T: BinaryFloatingPoint>(
    weight: UnsafeMutablePointer<T>, gradient: UnsafePointer<T>,
    first: UnsafeMutablePointer<T>, second: UnsafeMutablePointer<T>, count: Int,
    step: AdamStep<T>
  ) {
    for i in 0..<count {
      let g = step.gradientScale * gradient[i]
      first[i] = step.beta1 * first[i] + (1 - step.beta1) * g
      second[i] = step.beta2 * second[i] + (1 - step.beta2) * g * g
      let denominator = second[i].squareRoot() / step.correction2.squareRoot() + step.epsilon
      weight[i] -=
        step.learningRate * step.weightDecay * weight[i]
        + step.learningRate / step.correction1 * first[i] / denominator
    }
  }

  /// `M ← μM + s·G; U = s·G + μM` (Nesterov) or `U = M`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func momentumUpdate<T: BinaryFloatingPoint>(
    gradient: UnsafePointer<T>, momentum: UnsafeMutablePointer<T>, factor: T, nesterov: Bool,
    gradientScale: T, count: Int, update: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count {
      let g = gradientScale * gradient[i]
      momentum[i] = factor * momentum[i] + g
      update[i] = nesterov ? g + factor * momentum[i] : momentum[i]
    }
  }

  /// `w ← w − (shrink · w + rate · u)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func decayedStep<T: BinaryFloatingPoint>(
    weight: UnsafeMutablePointer<T>, update: UnsafePointer<T>, shrink: T, rate: T, count: Int
  ) {
    for i in 0..<count { weight[i] -= shrink * weight[i] + rate * update[i] }
  }
}
