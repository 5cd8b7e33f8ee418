internal import MotifKernels

extension Tensor {
  /// `x σ(x)`, the sigmoid-weighted linear unit, also called swish (arXiv 1702.03118).
  ///
  /// Gradient: `dx = dy ∘ σ(x) (1 + x (1 − σ(x)))`. With it a SwiGLU block is
  /// `down(gate(x).silu() * up(x))`.
  public func silu() -> Tensor {
    let input = kept
    func made(_ x: Tensor) -> Tensor { x.mapped { Vectorized.silu($0, count: $1, y: $2) } }
    return made(self).recorded("silu", from: [self], again: { made(input.tensor) }) { dy, sink in
      sink.add(
        input.tensor.mapped(with: dy) { Vectorized.siluBackward(x: $0, dy: $1, count: $2, dx: $3) },
        to: input.target)
    }
  }

  /// `σ(x) = 1 / (1 + exp(−x))`, element by element.
  ///
  /// Gradient: `dx = dy ∘ y (1 − y)`.
  public func sigmoid() -> Tensor {
    let input = target
    let result = mapped { Vectorized.sigmoid($0, count: $1, y: $2) }
    return result.recorded("sigmoid", from: [self]) { dy, sink in
      sink.add(
        result.mapped(with: dy) { Vectorized.sigmoidBackward(y: $0, dy: $1, count: $2, dx: $3) },
        to: input)
    }
  }

  /// `tanh x`, element by element.
  ///
  /// Gradient: `dx = dy ∘ (1 − y²)`.
  public func tanh() -> Tensor {
    let input = target
    let result = mapped { Vectorized.tanh($0, count: $1, y: $2) }
    return result.recorded("tanh", from: [self]) { dy, sink in
      sink.add(
        result.mapped(with: dy) { Vectorized.tanhBackward(y: $0, dy: $1, count: $2, dx: $3) },
        to: input)
    }
  }
}
