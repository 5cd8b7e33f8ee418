extension Reference {
  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`, `r_i = (mean(u_i²) + ε)^(−1/2)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNorm<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, weight: UnsafePointer<T>, bias: T,
    epsilon: T, rows: Int, columns: Int,
    y: UnsafeMutablePointer<T>, inverseRMS: UnsafeMutablePointer<T>
  ) {
    polyNormSquareSums(x: x, rows: rows, columns: columns, sums: inverseRMS)
    polyNormInverseRMS(
      sums: inverseRMS, rows: rows, columns: columns, epsilon: epsilon, inverseRMS: inverseRMS)
    polyNormFromFactors(
      x: x, factor: factor, weight: weight, bias: bias, inverseRMS: inverseRMS, rows: rows,
      columns: columns, y: y)
  }

  /// `Σ u_i²` of every row, `u = (x³, x², x)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormSquareSums<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, rows: Int, columns: Int, sums: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      var sum: (T, T, T) = (0, 0, 0)
      for i in row * columns..<(row + 1) * columns {
        let u = powers(x[i])
        sum.0 += u.0 * u.0
        sum.1 += u.1 * u.1
        sum.2 += u.2 * u.2
      }
      (sums[row * 3], sums[row * 3 + 1], sums[row * 3 + 2]) = sum
    }
  }

  /// `r_i = (Σ u_i² / D + ε)^(−1/2)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormInverseRMS<T: BinaryFloatingPoint>(
    sums: UnsafePointer<T>, rows: Int, columns: Int, epsilon: T,
    inverseRMS: UnsafeMutablePointer<T>
  ) {
    for i in 0..<rows * 3 {
      inverseRMS[i] = 1 / (sums[i] / T(columns) + epsilon).squareRoot()
    }
  }

  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormFromFactors<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, weight: UnsafePointer<T>, bias: T,
    inverseRMS: UnsafePointer<T>, rows: Int, columns: Int, y: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let r = inverseRMS + row * 3
      for i in row * columns..<(row + 1) * columns {
        let value = polynomial(powers(x[i]), r, weight, bias)
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
    var sums = [T](repeating: 0, count: 3 * rows)
    polyNormGradientSums(
      x: x, factor: factor, inverseRMS: inverseRMS, dy: dy, rows: rows, columns: columns,
      sums: &sums, dweight: dweight)
    polyNormGradientFromSums(
      x: x, factor: factor, weight: weight, bias: bias, inverseRMS: inverseRMS, sums: sums,
      width: columns, dy: dy, rows: rows, columns: columns, dx: dx, dfactor: dfactor)
  }

  /// `S_i = Σ γ∘u_i` of every row, `dw_i = Σ_rows r_i S_i`, `db = Σ γ`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormGradientSums<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, inverseRMS: UnsafePointer<T>,
    dy: UnsafePointer<T>, rows: Int, columns: Int, sums: UnsafeMutablePointer<T>,
    dweight: UnsafeMutablePointer<T>
  ) {
    for i in 0..<4 { dweight[i] = 0 }
    for row in 0..<rows {
      let r = inverseRMS + row * 3
      var s: (T, T, T) = (0, 0, 0)
      for i in row * columns..<(row + 1) * columns {
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
      (sums[row * 3], sums[row * 3 + 1], sums[row * 3 + 2]) = s
    }
  }

  /// `dx = Σ_i w_i r_i u_i′ ∘ (γ − u_i r_i² S_i / D)`, `dm = g ∘ PolyNorm(x)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func polyNormGradientFromSums<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>?, weight: UnsafePointer<T>, bias: T,
    inverseRMS: UnsafePointer<T>, sums: UnsafePointer<T>, width: Int, dy: UnsafePointer<T>,
    rows: Int, columns: Int, dx: UnsafeMutablePointer<T>, dfactor: UnsafeMutablePointer<T>?
  ) {
    for row in 0..<rows {
      let (r, s) = (inverseRMS + row * 3, sums + row * 3)
      let mean = (s[0] / T(width), s[1] / T(width), s[2] / T(width))
      for i in row * columns..<(row + 1) * columns {
        let u = powers(x[i])
        let g = dy[i]
        let gamma = factor.map { g * $0[i] } ?? g
        if let dfactor { dfactor[i] = g * polynomial(u, r, weight, bias) }
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

  /// `w₀ u₀ r₀ + w₁ u₁ r₁ + w₂ u₂ r₂ + b`.
  @inline(__always)
  private static func polynomial<T: BinaryFloatingPoint>(
    _ u: (T, T, T), _ r: UnsafePointer<T>, _ weight: UnsafePointer<T>, _ bias: T
  ) -> T {
    weight[0] * u.0 * r[0] + weight[1] * u.1 * r[1] + weight[2] * u.2 * r[2] + bias
  }
}
