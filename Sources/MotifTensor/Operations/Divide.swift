internal import MotifKernels

extension Tensor {
  /// `a / b`, element by element, shapes equal.
  ///
  /// Gradients: `da = dy / b`, `db = −dy ∘ a / b²`.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    precondition(
      a.shape == b.shape, "cannot divide a tensor of shape \(a.shape) by one of \(b.shape)")
    let target = a.target
    let divisor = b.kept
    // Read for the gradient of b alone.
    let dividend = b.node == nil ? nil : a.kept
    return a.quotient(b).recorded(
      "divide", from: [a, b],
      again: dividend.map { dividend in { dividend.tensor.quotient(divisor.tensor) } }
    ) { dy, sink in
      let b = divisor.tensor
      sink.add(dy.quotient(b), to: target)
      guard let a = dividend?.tensor else { return }
      sink.add(a.quotient(b).divisorGradient(b, dy), to: divisor.target)
    }
  }

  /// `c / x`, element by element.
  ///
  /// Gradient: `dx = −c dy / x²`.
  public static func / (numerator: Float, x: Tensor) -> Tensor {
    let input = x.kept
    func made(_ x: Tensor) -> Tensor {
      x.mapped { Vectorized.divide(numerator, by: $0, count: $1, out: $2) }
    }
    return made(x).recorded("divide", from: [x], again: { made(input.tensor) }) { dy, sink in
      let x = input.tensor
      sink.add(made(x).divisorGradient(x, dy), to: input.target)
    }
  }

  private func quotient(_ other: Tensor) -> Tensor {
    mapped(with: other) { Vectorized.divide($0, by: $1, count: $2, out: $3) }
  }

  /// The gradient of this quotient for its divisor.
  private func divisorGradient(_ divisor: Tensor, _ upstream: Tensor) -> Tensor {
    mapped(with: divisor) { y, b, count, db in
      upstream.withUnsafePointer { dy in
        Vectorized.divisorBackward(y: y, b: b, dy: dy, count: count, db: db)
      }
    }
  }
}
