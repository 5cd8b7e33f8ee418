package import MotifVector

extension Vectorized {
  /// PolyNorm of every row, optionally times a second factor: two reads and one write.
  ///
  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`, `r_i = (mean(u_i²) + ε)^(−1/2)` for
  /// `u = (x³, x², x)`: the cubic weight comes first. Statistics, polynomial and product are computed
  /// in Float32 and rounded once, to the storage of x, m and y: Float or ``BFloat16``.
  /// Source: PolyCom, arXiv 2411.03884; Motif, arXiv 2511.07464.
  ///
  /// - Parameters:
  ///   - x: `[rows, columns]`.
  ///   - factor: m, `[rows, columns]`, or nil for plain PolyNorm.
  ///   - weight: w₀, w₁, w₂.
  ///   - y: `[rows, columns]`; may be `x` or `factor` themselves.
  ///   - inverseRMS: `[rows, 3]`: r₀, r₁, r₂, kept for the backward pass.
  @specialized(where Storage == Float)
  @specialized(where Storage == BFloat16)
  package static func polyNorm<Storage: StorageElement>(
    x: UnsafePointer<Storage>, factor: UnsafePointer<Storage>?, weight: UnsafePointer<Float>,
    bias: Float, epsilon: Float, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Storage>, inverseRMS: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let start = row * columns
        let (x, factor, y) = (x + start, factor.map { $0 + start }, y + start)
        let r = inverseRMS + row * 3
        let sums = squareSums(x, columns, fetching: UnsafePointer(y), factor)
        inverse(sums, columns, epsilon, r)
        polynomialRow(x, factor, weight, bias, columns, UnsafePointer(r), y)
      }
    }
  }

  /// Σ u_i² of every row for `u = (x³, x², x)`: all that PolyNorm needs to know of a row's other columns.
  ///
  /// The sums of the pieces of a row add up to those of the row. Rows may be empty.
  ///
  /// - Parameter sums: `[rows, 3]`: cubic, quadratic, linear.
  package static func polyNormSquareSums(
    x: UnsafePointer<Float>, rows: Int, columns: Int, sums: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let x = x + row * columns
        let sum = squareSums(x, columns, fetching: x, nil)
        (sums[row * 3], sums[row * 3 + 1], sums[row * 3 + 2]) = sum
      }
    }
  }

  /// r₀, r₁, r₂ of rows of `columns` columns from their ``polyNormSquareSums(x:rows:columns:sums:)``.
  ///
  /// - Parameter inverseRMS: `[rows, 3]`; may be `sums` itself.
  package static func polyNormInverseRMS(
    sums: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float,
    inverseRMS: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let sum = sums + row * 3
      inverse((sum[0], sum[1], sum[2]), columns, epsilon, inverseRMS + row * 3)
    }
  }

  /// PolyNorm of every row, or of a piece of it, whose r₀, r₁, r₂ are known.
  ///
  /// The bits are those of ``polyNorm(x:factor:weight:bias:epsilon:rows:columns:y:inverseRMS:)``.
  package static func polyNormFromFactors(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, weight: UnsafePointer<Float>,
    bias: Float, inverseRMS: UnsafePointer<Float>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let start = row * columns
        polynomialRow(
          x + start, factor.map { $0 + start }, weight, bias, columns, inverseRMS + row * 3,
          y + start)
      }
    }
  }

  /// y of one row from its r₀, r₁, r₂.
  @inline(__always)
  private static func polynomialRow<Storage: StorageElement>(
    _ x: UnsafePointer<Storage>, _ factor: UnsafePointer<Storage>?,
    _ weight: UnsafePointer<Float>, _ bias: Float, _ columns: Int, _ r: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Storage>
  ) {
    let coefficients = (
      Vector(repeating: weight[0] * r[0]), Vector(repeating: weight[1] * r[1]),
      Vector(repeating: weight[2] * r[2]), Vector(repeating: bias)
    )
    var i = 0
    while i + 2 * vectorWidth <= columns {
      prefetchPair(x, i + columns)
      let v = Storage.loadPair(x, i)
      var value = (polynomial(v.0, coefficients), polynomial(v.1, coefficients))
      if let factor {
        let m = Storage.loadPair(factor, i)
        value = (value.0 * m.0, value.1 * m.1)
      }
      Storage.storePair(value, y, i)
      i += 2 * vectorWidth
    }
    while i < columns {
      let rest = min(vectorWidth, columns - i)
      var value = polynomial(Storage.loadPartial(x, i, count: rest), coefficients)
      if let factor { value *= Storage.loadPartial(factor, i, count: rest) }
      Storage.storePartial(value, y, i, count: rest)
      i += vectorWidth
    }
  }

  /// Σ u_i² of one row, cubic first.
  ///
  /// Meanwhile it fetches what the second pass over the row will touch for the first time: y, whose
  /// lines a store reads too, and the factor.
  @inline(__always)
  private static func squareSums<Storage: StorageElement>(
    _ x: UnsafePointer<Storage>, _ columns: Int, fetching y: UnsafePointer<Storage>,
    _ factor: UnsafePointer<Storage>?
  ) -> (Float, Float, Float) {
    var s2 = (Vector.zero, Vector.zero)
    var s4 = (Vector.zero, Vector.zero)
    var s6 = (Vector.zero, Vector.zero)
    var i = 0
    while i + 2 * vectorWidth <= columns {
      prefetchPair(y, i)
      if let factor { prefetchPair(factor, i) }
      let (a, b) = Storage.loadPair(x, i)
      let a2 = a * a
      let b2 = b * b
      let a4 = a2 * a2
      let b4 = b2 * b2
      s2 = (s2.0 + a2, s2.1 + b2)
      s4 = (s4.0 + a4, s4.1 + b4)
      s6 = (multiplyAdd(a4, a2, s6.0), multiplyAdd(b4, b2, s6.1))
      i += 2 * vectorWidth
    }
    while i < columns {
      let a = Storage.loadPartial(x, i, count: min(vectorWidth, columns - i))
      let a2 = a * a
      s2.0 += a2
      s4.0 = multiplyAdd(a2, a2, s4.0)
      s6.0 = multiplyAdd(a2 * a2, a2, s6.0)
      i += vectorWidth
    }
    return (
      horizontalSum(s6.0 + s6.1), horizontalSum(s4.0 + s4.1), horizontalSum(s2.0 + s2.1)
    )
  }

  /// r₀, r₁, r₂ from Σ u_i² of a row of `columns` columns.
  @inline(__always)
  private static func inverse(
    _ sums: (Float, Float, Float), _ columns: Int, _ epsilon: Float,
    _ r: UnsafeMutablePointer<Float>
  ) {
    let count = Double(columns)
    r[0] = Float(1 / (Double(sums.0) / count + Double(epsilon)).squareRoot())
    r[1] = Float(1 / (Double(sums.1) / count + Double(epsilon)).squareRoot())
    r[2] = Float(1 / (Double(sums.2) / count + Double(epsilon)).squareRoot())
  }

  /// `((c₀ x + c₁) x + c₂) x + c₃`.
  @inline(__always)
  static func polynomial(
    _ x: Vector, _ c: (Vector, Vector, Vector, Vector)
  ) -> Vector {
    multiplyAdd(multiplyAdd(multiplyAdd(c.0, x, c.1), x, c.2), x, c.3)
  }
}
