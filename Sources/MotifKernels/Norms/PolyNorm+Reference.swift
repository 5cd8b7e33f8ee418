extension Reference {
  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`, `r_i = (mean(u_i²) + ε)^(−1/2)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNorm<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, weight: UnsafePointer<T>, bias: T,
    epsilon: T, rows: Int, columns: Int,
    y: UnsafeMutablePointer<T>, inverseRMS: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let start = row * columns
      let r = inverseRMS + row * 3
      var means: (T, T, T) = (0, 0, 0)
      for i in start..<start + columns {
        let u = powers(x[i])
        means.0 += u.0 * u.0 / T(columns)
        means.1 += u.1 * u.1 / T(columns)
        means.2 += u.2 * u.2 / T(columns)
      }
      r[0] = 1 / (means.0 + epsilon).squareRoot()
      r[1] = 1 / (means.1 + epsilon).squareRoot()
      r[2] = 1 / (means.2 + epsilon).squareRoot()
      for i in start..<start + columns {
        let u = powers(x[i])
        let value =
          weight[0] * u.0 * r[0] + weight[1] * u.1 * r[1] + weight[2] * u.2 * r[2] + bias
        y[i] = factor.map { value * $0[i] } ?? value
      }
    }
  }

  /// `dx = Σ_i w_i r_i u_i′ ∘ (γ − u_i r_i² S_i / D)`, `dm = g ∘ PolyNorm(x)`,
  /// `dw_i = Σ_rows r_i S_i`, `db = Σ γ`, where γ = dy∘m and S_i = Σ_D γ∘u_i.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormBackward<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, weight: UnsafePointer<T>, bias: T,
    inverseRMS: UnsafePointer<T>, dy: UnsafePointer<T>, rows: Int, columns: Int,
    dx: UnsafeMutablePointer<T>, dfactor: UnsafeMutablePointer<T>?,
    dweight: UnsafeMutablePointer<T>
  ) {
    for i in 0..<4 { dweight[i] = 0 }
    for row in 0..<rows {
      let start = row * columns
      let r = inverseRMS + row * 3
      var s: (T, T, T) = (0, 0, 0)
      for i in start..<start + columns {
        let u = powers(x[i])
        let gamma = factor.map { dy[i] * $0[i] } ?? dy[i]
        s.0 += gamma * u.0
        s.1 += gamma * u.1
        s.2 += gamma * u.2
        dweight[3] += gamma
      }
      dweight[0] += r[0] * s.0
      dweight[1] += r[1] * s.1
      dweight[2] += r[2] * s.2
      let mean = (s.0 / T(columns), s.1 / T(columns), s.2 / T(columns))
      for i in start..<start + columns {
        let u = powers(x[i])
        let g = dy[i]
        let gamma = factor.map { g * $0[i] } ?? g
        if let dfactor {
          dfactor[i] =
            g * (weight[0] * u.0 * r[0] + weight[1] * u.1 * r[1] + weight[2] * u.2 * r[2] + bias)
        }
        let cubic = weight[0] * r[0] * 3 * u.1 * (gamma - u.0 * r[0] * r[0] * mean.0)
        let quadratic = weight[1] * r[1] * 2 * u.2 * (gamma - u.1 * r[1] * r[1] * mean.1)
        let linear = weight[2] * r[2] * (gamma - u.2 * r[2] * r[2] * mean.2)
        dx[i] = cubic + quadratic + linear
      }
    }
  }

  /// x³, x², x.
  @inline(__always)
  private static func powers<T: BinaryFloatingPoint>(_ x: T) -> (T, T, T) { (x * x * x, x * x, x) }
}
