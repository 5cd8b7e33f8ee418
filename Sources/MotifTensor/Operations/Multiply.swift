internal import MotifKernels

extension Tensor {
  /// `a ∘ b`, element by element, shapes equal.
  ///
  /// Gradients: `da = dy ∘ b`, `db = dy ∘ a`.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    precondition(
      a.shape == b.shape, "cannot multiply tensors of shapes \(a.shape) and \(b.shape)")
    let (keptA, keptB) = (a.kept, b.kept)
    return a.elementProduct(b).recorded("multiply", from: [a, b]) { upstream, sink in
      sink.add(upstream.elementProduct(keptB.tensor), to: keptA.target)
      sink.add(upstream.elementProduct(keptA.tensor), to: keptB.target)
    }
  }

  private func elementProduct(_ other: Tensor) -> Tensor {
    Tensor(shape: shape) { out in
      withUnsafePointer { a in
        other.withUnsafePointer { b in Vectorized.multiply(a, b, count: count, out: out) }
      }
    }
  }
}
