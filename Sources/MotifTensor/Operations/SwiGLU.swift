internal import MotifKernels

extension Tensor {
  /// `x σ(x) ∘ m` in one pass: what a SwiGLU feed-forward does between its products (arXiv 2002.05202).
  ///
  /// Gradients: `dx = dy ∘ m ∘ σ(x) (1 + x (1 − σ(x)))`, `dm = dy ∘ x σ(x)`. With it a SwiGLU block is
  /// `down(gate(x).silu(times: up(x)))`. The result alone is made again for selective checkpointing.
  ///
  /// - Parameter factor: m, the shape of `self`.
  public func silu(times factor: Tensor) -> Tensor {
    precondition(
      factor.shape == shape, "silu: the factor has shape \(factor.shape), the input \(shape)")
    let (kept, keptFactor) = (kept, factor.kept)
    func made(_ x: Tensor, _ m: Tensor) -> Tensor {
      x.mapped(with: m) { Vectorized.swiGLU(x: $0, factor: $1, count: $2, y: $3) }
    }
    return made(self, factor).recorded(
      "swiGLU", from: [self, factor], again: { made(kept.tensor, keptFactor.tensor) }
    ) { dy, sink in
      let (x, m) = (kept.tensor, keptFactor.tensor)
      var dfactor = Tensor(shape: m.shape) { _ in }  // written by the kernel
      let dx = Tensor(shape: x.shape) { dx in
        dfactor.withUnsafeMutablePointer { dfactor in
          x.withUnsafePointer { x in
            m.withUnsafePointer { m in
              dy.withUnsafePointer {
                Vectorized.swiGLUBackward(
                  x: x, factor: m, dy: $0, count: dy.count, dx: dx, dfactor: dfactor)
              }
            }
          }
        }
      }
      sink.add(dx, to: kept.target)
      sink.add(dfactor, to: keptFactor.target)
    }
  }
}
