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
        polyNormRow(
          x: x + start, factor: factor.map { $0 + start }, weight: weight, bias: bias,
          epsilon: epsilon, columns: columns, y: y + start, r: inverseRMS + row * 3)
      }
    }
  }

  @inline(__always)
  private static func polyNormRow<Storage: StorageElement>(
    x: UnsafePointer<Storage>, factor: UnsafePointer<Storage>?, weight: UnsafePointer<Float>,
    bias: Float, epsilon: Float, columns: Int, y: UnsafeMutablePointer<Storage>,
    r: UnsafeMutablePointer<Float>
  ) {
    statistics(x, columns, epsilon, r, fetching: UnsafePointer(y), factor)
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

  /// Gradient of ``polyNorm(x:factor:weight:bias:epsilon:rows:columns:y:inverseRMS:)``.
  ///
  /// With g = dy, γ = g∘m, S_i = Σ γ∘u_i, u′ = (3x², 2x, 1):
  /// `dx = Σ_i w_i r_i u_i′ ∘ (γ − u_i r_i² S_i / D)`, `dm = g ∘ PolyNorm(x)`,
  /// `dw_i = Σ_rows r_i S_i`, `db = Σ γ`.
  ///
  /// - Parameters:
  ///   - dx: `[rows, columns]`; may be `x` itself.
  ///   - dfactor: `[rows, columns]`, nil when there is no factor; may be `factor` itself.
  ///   - dweight: four numbers: dw₀, dw₁, dw₂, db.
  @specialized(where Storage == Float)
  @specialized(where Storage == BFloat16)
  package static func polyNormBackward<Storage: StorageElement>(
    x: UnsafePointer<Storage>, factor: UnsafePointer<Storage>?, weight: UnsafePointer<Float>,
    bias: Float, inverseRMS: UnsafePointer<Float>, dy: UnsafePointer<Storage>,
    rows: Int, columns: Int,
    dx: UnsafeMutablePointer<Storage>, dfactor: UnsafeMutablePointer<Storage>?,
    dweight: UnsafeMutablePointer<Float>
  ) {
    let chunks = RowChunks.count(rows: rows, columns: columns)
    // Four sums a chunk, in Double: rows add up to numbers that a Float sum would round every time.
    BufferPool.withScratch(2 * 4 * chunks) { scratch in
      let partials = UnsafeMutableRawPointer(scratch)
        .bindMemory(to: Double.self, capacity: 4 * chunks)
      RowChunks.forEach(rows: rows, columns: columns) { chunk, range in
        let partial = partials + chunk * 4
        partial.update(repeating: 0, count: 4)
        for row in range {
          let start = row * columns
          polyNormBackwardRow(
            x: x + start, factor: factor.map { $0 + start }, weight: weight, bias: bias,
            r: inverseRMS + row * 3, dy: dy + start, columns: columns,
            dx: dx + start, dfactor: dfactor.map { $0 + start }, sums: partial)
        }
      }
      for i in 0..<4 {
        var total = 0.0
        for chunk in 0..<chunks { total += partials[chunk * 4 + i] }
        dweight[i] = Float(total)
      }
    }
  }

  private static func polyNormBackwardRow<Storage: StorageElement>(
    x: UnsafePointer<Storage>, factor: UnsafePointer<Storage>?, weight: UnsafePointer<Float>,
    bias: Float, r: UnsafePointer<Float>, dy: UnsafePointer<Storage>, columns: Int,
    dx: UnsafeMutablePointer<Storage>, dfactor: UnsafeMutablePointer<Storage>?,
    sums: UnsafeMutablePointer<Double>
  ) {
    var s = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var i = 0
    while i + 2 * vectorWidth <= columns {
      prefetchPair(UnsafePointer(dx), i)
      if let dfactor { prefetchPair(UnsafePointer(dfactor), i) }
      let v = Storage.loadPair(x, i)
      var gamma = Storage.loadPair(dy, i)
      if let factor {
        let m = Storage.loadPair(factor, i)
        gamma = (gamma.0 * m.0, gamma.1 * m.1)
      }
      accumulate(&s, v.0, gamma.0)
      accumulate(&s, v.1, gamma.1)
      i += 2 * vectorWidth
    }
    while i < columns {
      let rest = min(vectorWidth, columns - i)
      var gamma = Storage.loadPartial(dy, i, count: rest)
      if let factor { gamma *= Storage.loadPartial(factor, i, count: rest) }
      accumulate(&s, Storage.loadPartial(x, i, count: rest), gamma)
      i += vectorWidth
    }
    let total = (
      Double(horizontalSum(s.0)), Double(horizontalSum(s.1)), Double(horizontalSum(s.2))
    )
    let (r0, r1, r2) = (Double(r[0]), Double(r[1]), Double(r[2]))
    sums[0] += r0 * total.0
    sums[1] += r1 * total.1
    sums[2] += r2 * total.2
    sums[3] += Double(horizontalSum(s.3))

    // Each γ − u_i r_i² S_i / D may cancel (with one column it vanishes but for ε), so it is formed
    // before the three are added: collecting powers of x would leave the rounding of large terms.
    let count = Double(columns)
    let shared = (
      Vector(repeating: Float(-r0 * r0 * total.0 / count)),
      Vector(repeating: Float(-r1 * r1 * total.1 / count)),
      Vector(repeating: Float(-r2 * r2 * total.2 / count))
    )
    let linear = (weight[0] * r[0], weight[1] * r[1], weight[2] * r[2])
    let slope = (
      Vector(repeating: 3 * linear.0), Vector(repeating: 2 * linear.1),
      Vector(repeating: linear.2)
    )
    let coefficients = (
      Vector(repeating: linear.0), Vector(repeating: linear.1), slope.2, Vector(repeating: bias)
    )
    i = 0
    while i + 2 * vectorWidth <= columns {
      prefetchPair(x, i + columns)
      prefetchPair(dy, i + columns)
      let v = Storage.loadPair(x, i)
      let g = Storage.loadPair(dy, i)
      var gamma = g
      if let factor {
        prefetchPair(factor, i + columns)
        let m = Storage.loadPair(factor, i)
        gamma = (g.0 * m.0, g.1 * m.1)
      }
      if let dfactor {
        let value = (g.0 * polynomial(v.0, coefficients), g.1 * polynomial(v.1, coefficients))
        Storage.storePair(value, dfactor, i)
      }
      let value = (
        gradient(v.0, gamma.0, slope, shared), gradient(v.1, gamma.1, slope, shared)
      )
      Storage.storePair(value, dx, i)
      i += 2 * vectorWidth
    }
    while i < columns {
      let rest = min(vectorWidth, columns - i)
      let v = Storage.loadPartial(x, i, count: rest)
      let g = Storage.loadPartial(dy, i, count: rest)
      var gamma = g
      if let factor { gamma *= Storage.loadPartial(factor, i, count: rest) }
      if let dfactor {
        Storage.storePartial(g * polynomial(v, coefficients), dfactor, i, count: rest)
      }
      Storage.storePartial(gradient(v, gamma, slope, shared), dx, i, count: rest)
      i += vectorWidth
    }
  }

  /// Adds γ∘u_i and γ to the sums of a row.
  @inline(__always)
  private static func accumulate(
    _ s: inout (Vector, Vector, Vector, Vector), _ v: Vector, _ gamma: Vector
  ) {
    let first = gamma * v
    let second = first * v
    s.0 = multiplyAdd(second, v, s.0)
    s.1 += second
    s.2 += first
    s.3 += gamma
  }

  /// `Σ_i w_i r_i u_i′ ∘ (γ − u_i r_i² S_i / D)` from the slopes `w_i r_i u_i′` without their powers
  /// of x and the shared `−r_i² S_i / D`.
  @inline(__always)
  private static func gradient(
    _ v: Vector, _ gamma: Vector, _ slope: (Vector, Vector, Vector),
    _ shared: (Vector, Vector, Vector)
  ) -> Vector {
    let square = v * v
    let cubic = slope.0 * multiplyAdd(square * v, shared.0, gamma)
    let quadratic = slope.1 * multiplyAdd(square, shared.1, gamma)
    let straight = slope.2 * multiplyAdd(v, shared.2, gamma)
    return multiplyAdd(multiplyAdd(cubic, v, quadratic), v, straight)
  }

  /// r₀, r₁, r₂ of one row.
  ///
  /// Meanwhile it fetches what the second pass over the row will touch for the first time: y, whose
  /// lines a store reads too, and the factor.
  @inline(__always)
  private static func statistics<Storage: StorageElement>(
    _ x: UnsafePointer<Storage>, _ columns: Int, _ epsilon: Float,
    _ r: UnsafeMutablePointer<Float>, fetching y: UnsafePointer<Storage>,
    _ factor: UnsafePointer<Storage>?
  ) {
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
    let count = Double(columns)
    let squares = (
      horizontalSum(s6.0 + s6.1), horizontalSum(s4.0 + s4.1), horizontalSum(s2.0 + s2.1)
    )
    r[0] = Float(1 / (Double(squares.0) / count + Double(epsilon)).squareRoot())
    r[1] = Float(1 / (Double(squares.1) / count + Double(epsilon)).squareRoot())
    r[2] = Float(1 / (Double(squares.2) / count + Double(epsilon)).squareRoot())
  }

  /// `((c₀ x + c₁) x + c₂) x + c₃`.
  @inline(__always)
  private static func polynomial(
    _ x: Vector, _ c: (Vector, Vector, Vector, Vector)
  ) -> Vector {
    multiplyAdd(multiplyAdd(multiplyAdd(c.0, x, c.1), x, c.2), x, c.3)
  }
}
