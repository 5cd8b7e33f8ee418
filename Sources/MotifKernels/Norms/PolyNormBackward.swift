package import MotifVector

extension Vectorized {
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
    collectSums(rows: rows, columns: columns, dweight) { row, partial in
      let start = row * columns
      let (x, dy, dx) = (x + start, dy + start, dx + start)
      let (factor, dfactor) = (factor.map { $0 + start }, dfactor.map { $0 + start })
      let r = inverseRMS + row * 3
      let sums = gradientSums(
        x, factor, dy, columns, fetching: UnsafePointer(dx), dfactor.map { UnsafePointer($0) })
      add(sums, r, to: partial)
      gradientRow(
        x, factor, weight, bias, r, (sums.0, sums.1, sums.2), of: columns, dy, columns, dx, dfactor)
    }
  }

  /// S_i = Σ γ∘u_i of every row, or of a piece of it, and that piece's part of dw and db.
  ///
  /// S_i is all that PolyNorm's gradient needs to know of a row's other columns; the sums of the pieces
  /// add up to those of the row, and their dw and db to the whole ones. Rows may be empty.
  ///
  /// - Parameters:
  ///   - sums: `[rows, 3]`: S₀, S₁, S₂.
  ///   - dweight: four numbers: dw₀, dw₁, dw₂, db.
  package static func polyNormGradientSums(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, inverseRMS: UnsafePointer<Float>,
    dy: UnsafePointer<Float>, rows: Int, columns: Int, sums: UnsafeMutablePointer<Float>,
    dweight: UnsafeMutablePointer<Float>
  ) {
    collectSums(rows: rows, columns: columns, dweight) { row, partial in
      let start = row * columns
      let sum = gradientSums(
        x + start, factor.map { $0 + start }, dy + start, columns, fetching: x + start, nil)
      add(sum, inverseRMS + row * 3, to: partial)
      (sums[row * 3], sums[row * 3 + 1], sums[row * 3 + 2]) = (sum.0, sum.1, sum.2)
    }
  }

  /// dx and dm of every row, or of a piece of it, whose S₀, S₁, S₂ are known.
  ///
  /// - Parameters:
  ///   - sums: `[rows, 3]`, of whole rows.
  ///   - width: D, the columns of a whole row.
  package static func polyNormGradientFromSums(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>?, weight: UnsafePointer<Float>,
    bias: Float, inverseRMS: UnsafePointer<Float>, sums: UnsafePointer<Float>, width: Int,
    dy: UnsafePointer<Float>, rows: Int, columns: Int, dx: UnsafeMutablePointer<Float>,
    dfactor: UnsafeMutablePointer<Float>?
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let (start, sum) = (row * columns, sums + row * 3)
        gradientRow(
          x + start, factor.map { $0 + start }, weight, bias, inverseRMS + row * 3,
          (sum[0], sum[1], sum[2]), of: width, dy + start, columns, dx + start,
          dfactor.map { $0 + start })
      }
    }
  }

  /// Runs `body` on every row in parallel with the four sums of its chunk, and adds those up.
  @inline(__always)
  private static func collectSums(
    rows: Int, columns: Int, _ total: UnsafeMutablePointer<Float>,
    _ body: (_ row: Int, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    let chunks = RowChunks.count(rows: rows, columns: columns)
    // Four sums a chunk, in Double: rows add up to numbers that a Float sum would round every time.
    BufferPool.withScratch(2 * 4 * chunks) { scratch in
      let partials = UnsafeMutableRawPointer(scratch)
        .bindMemory(to: Double.self, capacity: 4 * chunks)
      RowChunks.forEach(rows: rows, columns: columns) { chunk, range in
        let partial = partials + chunk * 4
        partial.update(repeating: 0, count: 4)
        for row in range { body(row, partial) }
      }
      for i in 0..<4 {
        var sum = 0.0
        for chunk in 0..<chunks { sum += partials[chunk * 4 + i] }
        total[i] = Float(sum)
      }
    }
  }

  /// Adds `r_i S_i` and Σ γ of a row.
  @inline(__always)
  private static func add(
    _ row: (Float, Float, Float, Float), _ r: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Double>
  ) {
    sums[0] += Double(r[0]) * Double(row.0)
    sums[1] += Double(r[1]) * Double(row.1)
    sums[2] += Double(r[2]) * Double(row.2)
    sums[3] += Double(row.3)
  }

  /// S₀, S₁, S₂ and Σ γ of one row.
  ///
  /// Meanwhile it fetches what the second pass over the row will touch for the first time.
  @inline(__always)
  private static func gradientSums<Storage: StorageElement>(
    _ x: UnsafePointer<Storage>, _ factor: UnsafePointer<Storage>?, _ dy: UnsafePointer<Storage>,
    _ columns: Int, fetching dx: UnsafePointer<Storage>, _ dfactor: UnsafePointer<Storage>?
  ) -> (Float, Float, Float, Float) {
    var s = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var i = 0
    while i + 2 * vectorWidth <= columns {
      prefetchPair(dx, i)
      if let dfactor { prefetchPair(dfactor, i) }
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
    return (horizontalSum(s.0), horizontalSum(s.1), horizontalSum(s.2), horizontalSum(s.3))
  }

  /// dx and dm of one row, or of a piece of it, from the sums of the row and its width D.
  @inline(__always)
  private static func gradientRow<Storage: StorageElement>(
    _ x: UnsafePointer<Storage>, _ factor: UnsafePointer<Storage>?,
    _ weight: UnsafePointer<Float>, _ bias: Float, _ r: UnsafePointer<Float>,
    _ sums: (Float, Float, Float), of width: Int, _ dy: UnsafePointer<Storage>, _ columns: Int,
    _ dx: UnsafeMutablePointer<Storage>, _ dfactor: UnsafeMutablePointer<Storage>?
  ) {
    // Each γ − u_i r_i² S_i / D may cancel (with one column it vanishes but for ε), so it is formed
    // before the three are added: collecting powers of x would leave the rounding of large terms.
    let count = Double(width)
    let (r0, r1, r2) = (Double(r[0]), Double(r[1]), Double(r[2]))
    let shared = (
      Vector(repeating: Float(-r0 * r0 * Double(sums.0) / count)),
      Vector(repeating: Float(-r1 * r1 * Double(sums.1) / count)),
      Vector(repeating: Float(-r2 * r2 * Double(sums.2) / count))
    )
    let linear = (weight[0] * r[0], weight[1] * r[1], weight[2] * r[2])
    let slope = (
      Vector(repeating: 3 * linear.0), Vector(repeating: 2 * linear.1),
      Vector(repeating: linear.2)
    )
    let coefficients = (
      Vector(repeating: linear.0), Vector(repeating: linear.1), slope.2, Vector(repeating: bias)
    )
    var i = 0
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
}
