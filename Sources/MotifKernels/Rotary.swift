internal import MotifVector

/// Tables of the rotary embedding: angle(t, p) = t · θ^(−2p/d) for p < d/2, as cosine and sine.
///
/// Angles are evaluated in Double and rounded once, so far positions keep their precision.
package enum RotaryTable {
  /// Fills `cosines` and `sines` `[count, dim / 2]`; row r is for position `positions[r]`, or for r
  /// itself without `positions`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func fill<T: BinaryFloatingPoint>(
    count: Int, dim: Int, theta: Double, positions: UnsafePointer<Int32>? = nil,
    cosines: UnsafeMutablePointer<T>, sines: UnsafeMutablePointer<T>
  ) {
    let half = dim / 2
    for p in 0..<half {
      let frequency = ScalarMath.pow(theta, -2 * Double(p) / Double(dim))
      for row in 0..<count {
        let angle = Double(positions.map { Int($0[row]) } ?? row) * frequency
        cosines[row * half + p] = T(ScalarMath.cos(angle))
        sines[row * half + p] = T(ScalarMath.sin(angle))
      }
    }
  }
}

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
