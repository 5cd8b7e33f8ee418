internal import MotifKernels

extension Tensor {
  /// `exp x`, element by element.
  ///
  /// Zero where the result is below the normal numbers, about 1.2e-38. Gradient: `dx = dy ∘ y`.
  public func exp() -> Tensor {
    let input = target
    let result = mapped { Vectorized.exp($0, count: $1, y: $2) }
    return result.recorded("exp", from: [self]) { dy, sink in
      sink.add(
        result.mapped(with: dy) { Vectorized.multiply($0, $1, count: $2, out: $3) }, to: input)
    }
  }

  /// The natural logarithm, element by element: −∞ of zero, NaN of negative numbers.
  ///
  /// Gradient: `dx = dy / x`.
  public func log() -> Tensor {
    let input = kept
    func made(_ x: Tensor) -> Tensor { x.mapped { Vectorized.log($0, count: $1, y: $2) } }
    return made(self).recorded("log", from: [self], again: { made(input.tensor) }) { dy, sink in
      sink.add(
        dy.mapped(with: input.tensor) { Vectorized.divide($0, by: $1, count: $2, out: $3) },
        to: input.target)
    }
  }

  /// `√x`, element by element; NaN of negative numbers.
  ///
  /// Gradient: `dx = dy / (2 y)`, infinite at zero.
  public func squareRoot() -> Tensor {
    let input = target
    let result = mapped { Vectorized.squareRoot($0, count: $1, y: $2) }
    return result.recorded("squareRoot", from: [self]) { dy, sink in
      sink.add(
        dy.mapped(with: result) { Vectorized.divide($0, by: $1, scale: 0.5, count: $2, out: $3) },
        to: input)
    }
  }
}
