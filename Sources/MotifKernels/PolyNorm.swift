internal import MotifVector

extension Vectorized {
  /// PolyNorm of every row, optionally times a second factor: two reads and one write.
  ///
  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`, `r_i = (mean(u_i²) + ε)^(−1/2)` for
  /// `u = (x³, x², x)`: the cubic weight comes first. Statistics, polynomial and product are computed
  /// in float32 and rounded once. Source: PolyCom, arXiv 2411.03884; Motif, arXiv 2511.07464.
  ///
  /// - Parameters:
  ///   - x: `[rows, columns]`.
  ///   - factor: m, `[rows, columns]`, or nil for plain PolyNorm.
  ///   - weight: w₀, w₁, w₂.
  ///   - y: `[rows, columns]`; may be `x` or `factor` themselves.
  ///   - inverseRMS: `[rows, 3]`: r₀, r₁, r₂, kept for the backward pass.
  package static func polyNorm(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, weight: UnsafePointer<Float>,
    bias: Float, epsilon: Float, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let x = x + row * columns
        let r = inverseRMS + row * 3
        statistics(x, columns, epsilon, r)
        let coefficients = (
          Vector(repeating: weight[0] * r[0]), Vector(repeating: weight[1] * r[1]),
          Vector(repeating: weight[2] * r[2]), Vector(repeating: bias)
        )
        let target = y + row * columns
        let factor = factor.map { $0 + row * columns }
        var i = 0
        while i + vectorWidth <= columns {
          prefetch(x, i + columns)
          let value = polynomial(load(x, i), coefficients)
          store(factor.map { value * load($0, i) } ?? value, target, i)
          i += vectorWidth
        }
        if i < columns {
          let rest = columns - i
          let value = polynomial(loadPartial(x, i, count: rest), coefficients)
          let product = factor.map { value * loadPartial($0, i, count: rest) } ?? value
          storePartial(product, target, i, count: rest)
        }
      }
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
  package static func polyNormBackward(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, weight: UnsafePointer<Float>,
    bias: Float, inverseRMS: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    rows: Int, columns: Int,
    dx: UnsafeMutablePointer<Float>, dfactor: UnsafeMutablePointer<Float>?,
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

  private static func polyNormBackwardRow(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, weight: UnsafePointer<Float>,
    bias: Float, r: UnsafePointer<Float>, dy: UnsafePointer<Float>, columns: Int,
    dx: UnsafeMutablePointer<Float>, dfactor: UnsafeMutablePointer<Float>?,
    sums: UnsafeMutablePointer<Double>
  ) {
    var s = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var i = 0
    while i < columns {
      let rest = columns - i
      let whole = rest >= vectorWidth
      let v = whole ? load(x, i) : loadPartial(x, i, count: rest)
      let g = whole ? load(dy, i) : loadPartial(dy, i, count: rest)
      let gamma =
        factor.map { g * (whole ? load($0, i) : loadPartial($0, i, count: rest)) } ?? g
      let first = gamma * v
      let second = first * v
      s.0 = multiplyAdd(second, v, s.0)
      s.1 += second
      s.2 += first
      s.3 += gamma
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
    while i < columns {
      let rest = columns - i
      let whole = rest >= vectorWidth
      let v = whole ? load(x, i) : loadPartial(x, i, count: rest)
      let g = whole ? load(dy, i) : loadPartial(dy, i, count: rest)
      var gamma = g
      if let factor {
        gamma = g * (whole ? load(factor, i) : loadPartial(factor, i, count: rest))
      }
      if let dfactor {
        let value = g * polynomial(v, coefficients)
        if whole { store(value, dfactor, i) } else { storePartial(value, dfactor, i, count: rest) }
      }
      if factor == nil {
        // With a factor five streams keep memory busy as it is.
        prefetch(x, i + columns)
        prefetch(dy, i + columns)
      }
      let square = v * v
      let cubic = slope.0 * multiplyAdd(square * v, shared.0, gamma)
      let quadratic = slope.1 * multiplyAdd(square, shared.1, gamma)
      let straight = slope.2 * multiplyAdd(v, shared.2, gamma)
      let value = multiplyAdd(multiplyAdd(cubic, v, quadratic), v, straight)
      if whole { store(value, dx, i) } else { storePartial(value, dx, i, count: rest) }
      i += vectorWidth
    }
  }

  /// r₀, r₁, r₂ of one row.
  private static func statistics(
    _ x: UnsafePointer<Float>, _ columns: Int, _ epsilon: Float,
    _ r: UnsafeMutablePointer<Float>
  ) {
    var s2 = (Vector.zero, Vector.zero)
    var s4 = (Vector.zero, Vector.zero)
    var s6 = (Vector.zero, Vector.zero)
    var i = 0
    while i + 2 * vectorWidth <= columns {
      let a = load(x, i)
      let b = load(x, i + vectorWidth)
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
      let a = loadPartial(x, i, count: min(vectorWidth, columns - i))
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
