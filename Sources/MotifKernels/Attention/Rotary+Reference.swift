extension Reference {
  /// Rotary position embedding in the half-split layout (RoFormer, arXiv 2104.09864).
  ///
  /// With (a, b) = (x_p, x_{p+d/2}) and the angle of the row's position:
  /// y_p = a cos − b sin, y_{p+d/2} = b cos + a sin. `inverse` turns by −angle, which is the backward
  /// pass. x and y `[rows, heads, dim]` may be the same memory; `dim` is even; `positions[row]`
  /// selects a row of the tables `[_, dim / 2]` of ``RotaryTable``.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func rotary<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>, rows: Int, heads: Int, dim: Int,
    positions: UnsafePointer<Int32>, cosines: UnsafePointer<T>, sines: UnsafePointer<T>,
    inverse: Bool = false
  ) {
    let half = dim / 2
    for row in 0..<rows {
      for head in 0..<heads {
        let start = (row * heads + head) * dim
        for p in 0..<half {
          let cosine = cosines[Int(positions[row]) * half + p]
          let sine = sines[Int(positions[row]) * half + p] * (inverse ? -1 : 1)
          let (a, b) = (x[start + p], x[start + half + p])
          y[start + p] = a * cosine - b * sine
          y[start + half + p] = b * cosine + a * sine
        }
      }
    }
  }
}
