internal import MotifVector

extension Vectorized {
  /// Rotates the pairs (x_p, x_{p+d/2}) of every head by their position's angle, or back.
  ///
  /// x and y are `[rows, heads, dim]` and may be the same memory; `positions[row]` selects the table
  /// row. See ``Reference/rotary(_:_:rows:heads:dim:positions:cosines:sines:inverse:)``.
  package static func rotary(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, heads: Int, dim: Int,
    positions: UnsafePointer<Int32>, cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>,
    inverse: Bool = false
  ) {
    let half = dim / 2
    let sign: Float = inverse ? -1 : 1
    // About 16 thousand numbers a body, so that a fork pays.
    Parallel.forEachRange(rows, chunk: max(1, 16_384 / max(1, heads * dim))) { range in
      for row in range {
        let table = Int(positions[row]) * half
        for head in row * heads..<(row + 1) * heads {
          rotate(
            x + head * dim, y + head * dim, cosines + table, sines + table, half: half, sign: sign)
        }
      }
    }
  }

  @inline(__always)
  private static func rotate(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ cosines: UnsafePointer<Float>,
    _ sines: UnsafePointer<Float>, half: Int, sign: Float
  ) {
    var p = 0
    while p + vectorWidth <= half {
      let (a, b, cosine, sine) = (
        load(x, p), load(x, half + p), load(cosines, p), load(sines, p) * sign
      )
      store(a * cosine - b * sine, y, p)
      store(b * cosine + a * sine, y, half + p)
      p += vectorWidth
    }
    while p + 4 <= half {
      let (a, b) = (load4(x, p), load4(x, half + p))
      let (cosine, sine) = (load4(cosines, p), load4(sines, p) * sign)
      store4(a * cosine - b * sine, y, p)
      store4(b * cosine + a * sine, y, half + p)
      p += 4
    }
    while p < half {
      let (a, b, cosine, sine) = (x[p], x[half + p], cosines[p], sines[p] * sign)
      y[p] = a * cosine - b * sine
      y[half + p] = b * cosine + a * sine
      p += 1
    }
  }
}

@inline(__always)
private func load4(_ pointer: UnsafePointer<Float>, _ offset: Int) -> SIMD4<Float> {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func store4(
  _ value: SIMD4<Float>, _ pointer: UnsafeMutablePointer<Float>, _ offset: Int
) {
  UnsafeMutableRawPointer(pointer + offset).storeBytes(of: value, as: SIMD4<Float>.self)
}
