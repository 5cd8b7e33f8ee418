extension Vectorized {
  /// Replaces X [rows, columns] by an approximation of its polar factor `U·Vᵀ`, in place.
  ///
  /// `X₀ = X / (normScale·‖X‖_F + 1e-7)`, then per step `A = X·Xᵀ`, `X ← (a·I + b·A + c·A²)·X`, where
  /// the Gram matrix is taken on the shorter side: for more rows than columns it is `Xᵀ·X` and stands
  /// on the right, which is the iteration on the transposed matrix. The zero matrix stays zero.
  ///
  /// With M ≤ N the sides and N ≥ 1.5 M, several steps are taken on the Gram matrix alone before X is
  /// touched: with P the polynomial of a step, `A ← P·A·P` and `Q ← P·Q` stand for `X ← P·X`. All of
  /// these are symmetric and commute, so they cost half a product. Five steps so cost 6M²N + 14M³
  /// flops instead of 15M²N + 5M³; the scratch is MN + 4M² + M numbers. Source: Muon as in arXiv
  /// 2502.16982.
  ///
  /// Preconditioned (arXiv 2512.04632), the rows of the shorter side are first multiplied by
  /// `dᵢ = (Σⱼ|A₀ᵢⱼ|)^(−1/2)`, which bounds the spectral norm by 1 as tightly as the Gram matrix tells.
  /// X itself is not touched for it: `D·A₀·D` stands for A₀, and `Q·D` for the first Q. Cost: 4M².
  ///
  /// With a `unit` all products are taken in bfloat16, and every step anew on the Gram matrix of X: steps
  /// on the Gram matrix alone multiply its rounding errors thousands of times, which Floats bear and
  /// bfloat16 does not. Directions of less than a hundredth of the largest singular value still drown in
  /// what rounding the large ones leaves. Five steps cost 15M²N + 5M³ flops then.
  package static func newtonSchulz(
    _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    coefficients: NewtonSchulzCoefficients = .motif, unit: ProductUnit = .none
  ) {
    let count = rows * columns
    guard count > 0 else { return }
    let norm = dot(x, x, count: count).squareRoot()
    let size = min(rows, columns)
    BufferPool.withScratch(newtonSchulzScratchCount(rows: rows, columns: columns)) { scratch in
      var matrices = GramIteration(size: size, scratch: scratch + count, unit: unit)
      let runs = runs(rows: rows, columns: columns, coefficients, unit)
      // Iterates alternate between two places; the last one is to be in x.
      var (current, next) = runs.count.isMultiple(of: 2) ? (x, scratch) : (scratch, x)
      normalize(x, by: norm * coefficients.normScale + 1e-7, count: count, into: current)
      for (index, run) in runs.enumerated() {
        symmetricProductBFloat16(
          unit: unit, m: size, k: max(rows, columns), a: current, lda: columns,
          transposeA: rows > columns,
          c: matrices.gram, ldc: size)
        let balances = index == 0 && coefficients.isPreconditioned
        if balances { matrices.balanceGram(normScale: coefficients.normScale) }
        let factor = matrices.factor(run)
        if balances { matrices.balance(factor, rows: rows > columns) }
        multiply(current, rows, columns, by: factor, into: next, unit)
        swap(&current, &next)
      }
    }
  }

  /// `out = x / norm`, also where 1/norm has no exact place among Floats: near their end it would be
  /// subnormal, beyond it zero, so x is made smaller first.
  private static func normalize(
    _ x: UnsafePointer<Float>, by norm: Double, count: Int, into out: UnsafeMutablePointer<Float>
  ) {
    guard norm > 0x1p120 else { return scale(x, by: Float(1 / norm), count: count, out: out) }
    scale(x, by: 0x1p-64, count: count, out: out)
    scale(out, by: Float(0x1p64 / norm), count: count, out: out)
  }

  /// Numbers of scratch for a matrix: the next iterate, four square ones of the shorter side and the
  /// factors of its rows.
  package static func newtonSchulzScratchCount(rows: Int, columns: Int) -> Int {
    let size = min(rows, columns)
    return rows * columns + 4 * size * size + size
  }

  /// Floating-point operations of the products, each symmetric one counted half.
  package static func newtonSchulzFLOPs(
    rows: Int, columns: Int, _ coefficients: NewtonSchulzCoefficients, unit: ProductUnit = .none
  ) -> Double {
    let size = Double(min(rows, columns))
    let (square, wide) = (size * size * size, 3 * size * size * Double(max(rows, columns)))
    return runs(rows: rows, columns: columns, coefficients, unit).reduce(0) { sum, run in
      // A polynomial each, and three products of squares for each but the first.
      sum + wide + Double(4 * run.count - 3) * square
    }
  }

  /// The steps that share one Gram matrix: several only of Floats, where it is much smaller than X.
  private static func runs(
    rows: Int, columns: Int, _ coefficients: NewtonSchulzCoefficients, _ unit: ProductUnit
  ) -> [[NewtonSchulzCoefficients.Step]] {
    unit == .none && 2 * max(rows, columns) >= 3 * min(rows, columns)
      ? GramIteration.runs(coefficients.steps) : coefficients.steps.map { [$0] }
  }

  /// `next = P·X` for a wide X, `X·P` for a tall one.
  private static func multiply(
    _ x: UnsafePointer<Float>, _ rows: Int, _ columns: Int, by polynomial: UnsafePointer<Float>,
    into next: UnsafeMutablePointer<Float>, _ unit: ProductUnit
  ) {
    if rows > columns {
      matmulBFloat16(
        unit: unit, m: rows, n: columns, k: columns, a: x, lda: columns, b: polynomial,
        ldb: columns, c: next,
        ldc: columns)
    } else {
      matmulBFloat16(
        unit: unit, m: rows, n: columns, k: rows, a: polynomial, lda: rows, b: x, ldb: columns,
        c: next,
        ldc: columns)
    }
  }
}

/// Steps of Newton–Schulz that only touch the square matrices of the shorter side.
private struct GramIteration {
  private let size: Int
  /// What multiplies.
  private let unit: ProductUnit
  /// A, the Gram matrix of the current X.
  let gram: UnsafeMutablePointer<Float>
  private var polynomial: UnsafeMutablePointer<Float>
  private var product: UnsafeMutablePointer<Float>
  private var next: UnsafeMutablePointer<Float>
  /// D, what the rows of X are multiplied by when they are balanced.
  private let factors: UnsafeMutablePointer<Float>

  /// Four matrices of `size`² and `size` numbers in `scratch`.
  init(size: Int, scratch: UnsafeMutablePointer<Float>, unit: ProductUnit) {
    (self.size, self.unit) = (size, unit)
    gram = scratch
    polynomial = scratch + size * size
    product = scratch + 2 * size * size
    next = scratch + 3 * size * size
    factors = scratch + 4 * size * size
  }

  /// Cuts the steps into runs that may share one Gram matrix.
  ///
  /// A step multiplies the rounding errors of A by up to a² where A is small. A run ends before they
  /// have grown 2000 times; then they stay below those of the plain iteration.
  static func runs(
    _ steps: [NewtonSchulzCoefficients.Step]
  ) -> [[NewtonSchulzCoefficients.Step]] {
    var runs: [[NewtonSchulzCoefficients.Step]] = []
    var growth = Double.infinity
    for step in steps {
      if growth > 2000 {
        runs.append([])
        growth = 1
      }
      runs[runs.count - 1].append(step)
      growth *= step.a * step.a
    }
    return runs
  }

  /// `A ← D·A·D` with `dᵢ = (Σⱼ|Aᵢⱼ| + 1e-14)^(−1/2) / normScale`; a row of zeros stays zero.
  func balanceGram(normScale: Double) {
    for i in 0..<size {
      let row = gram + i * size
      let sum = (0..<size).reduce(1e-14) { $0 + Double(abs(row[$1])) }
      factors[i] = Float(1 / (sum.squareRoot() * normScale))
    }
    balance(gram, rows: true)
    balance(gram, rows: false)
  }

  /// `matrix ← D·matrix` for its rows, `matrix·D` for its columns.
  func balance(_ matrix: UnsafeMutablePointer<Float>, rows: Bool) {
    for i in 0..<size {
      let row = matrix + i * size
      if rows {
        Vectorized.scale(row, by: factors[i], count: size, out: row)
      } else {
        Vectorized.multiply(row, factors, count: size, out: row)
      }
    }
  }

  /// Q, the product of the polynomials of `steps`; leaves A undefined.
  mutating func factor(
    _ steps: [NewtonSchulzCoefficients.Step]
  ) -> UnsafeMutablePointer<Float> {
    for (index, step) in steps.enumerated() {
      evaluate(step)
      if index > 0 {
        multiply(polynomial, product, into: next)
        swap(&product, &next)
      }
      if index + 1 < steps.count {
        multiply(polynomial, gram, into: next)
        multiply(next, polynomial, into: gram)
      }
      if index == 0 { swap(&product, &polynomial) }
    }
    return product
  }

  /// P = a·I + b·A + c·A².
  private func evaluate(_ step: NewtonSchulzCoefficients.Step) {
    Vectorized.scale(gram, by: Float(step.b), count: size * size, out: polynomial)
    Vectorized.symmetricProductBFloat16(
      unit: unit, of: gram, and: gram, size: size, alpha: Float(step.c), beta: 1, c: polynomial)
    for i in 0..<size { polynomial[i * size + i] += Float(step.a) }
  }

  private func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    Vectorized.symmetricProductBFloat16(unit: unit, of: a, and: b, size: size, c: c)
  }
}
