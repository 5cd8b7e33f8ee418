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
