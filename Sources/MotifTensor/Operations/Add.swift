internal import MotifKernels

extension Tensor {
  /// `a + b`, shapes equal.
  ///
  /// Gradient: the upstream to both.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.adding(b) }

  /// `a − b`, shapes equal.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.adding(b, scale: -1) }

  /// `self + scale · other`: a residual connection with its branch multiplier.
  ///
  /// Gradients: the upstream to `self`, `scale ·` upstream to `other`. Shapes must be equal.
  public func adding(_ other: Tensor, scale: Float = 1) -> Tensor {
    precondition(shape == other.shape, "cannot add tensors of shapes \(shape) and \(other.shape)")
    let result = Tensor(shape: shape) { out in
      withUnsafePointer { a in
        other.withUnsafePointer { b in
          Vectorized.add(a, b, scale: scale, count: count, out: out)
        }
      }
    }
    let (left, right) = (target, other.target)
    return result.recorded("add", from: [self, other]) { upstream, sink in
      sink.add(upstream, to: left)
      sink.add(scale == 1 ? upstream : upstream.scaled(by: scale), to: right)
    }
  }

  /// `factor · self`.
  ///
  /// Gradient: `factor ·` upstream.
  public func scaled(by factor: Float) -> Tensor {
    let input = target
    let result = Tensor(shape: shape) { out in
      withUnsafePointer { Vectorized.scale($0, by: factor, count: count, out: out) }
    }
    return result.recorded("scale", from: [self]) { upstream, sink in
      sink.add(upstream.scaled(by: factor), to: input)
    }
  }
}
