internal import MotifKernels

extension Tensor {
  /// `x + c`, element by element; gradient: the upstream.
  public static func + (x: Tensor, c: Float) -> Tensor { x.affine(scale: 1, shift: c) }

  /// `c + x`, element by element; gradient: the upstream.
  public static func + (c: Float, x: Tensor) -> Tensor { x + c }

  /// `x − c`, element by element; gradient: the upstream.
  public static func - (x: Tensor, c: Float) -> Tensor { x + -c }

  /// `c − x`, element by element; gradient: minus the upstream.
  public static func - (c: Float, x: Tensor) -> Tensor { x.affine(scale: -1, shift: c) }

  /// `−x`; gradient: minus the upstream.
  public static prefix func - (x: Tensor) -> Tensor { x.scaled(by: -1) }

  /// `c x`; gradient: `c ·` upstream.
  public static func * (c: Float, x: Tensor) -> Tensor { x.scaled(by: c) }

  /// `x c`; gradient: `c ·` upstream.
  public static func * (x: Tensor, c: Float) -> Tensor { x.scaled(by: c) }

  /// `x / c`, element by element; gradient: the upstream `/ c`.
  public static func / (x: Tensor, c: Float) -> Tensor {
    let input = x.target
    func divided(_ x: Tensor) -> Tensor {
      x.mapped { Vectorized.divide($0, by: c, count: $1, out: $2) }
    }
    return divided(x).recorded("divide", from: [x]) { upstream, sink in
      sink.add(divided(upstream), to: input)
    }
  }

  /// `scale · x + shift`, the scale being 1 or −1.
  private func affine(scale: Float, shift: Float) -> Tensor {
    let input = target
    let result = mapped {
      Vectorized.affine($0, scale: scale, shift: shift, count: $1, out: $2)
    }
    return result.recorded("shift", from: [self]) { upstream, sink in
      sink.add(scale == 1 ? upstream : upstream.scaled(by: scale), to: input)
    }
  }
}
