extension Vectorized {
  /// Replaces X [rows, columns] by an approximation of its polar factor `U·Vᵀ`, in place.
  ///
  /// `X₀ = X / (normScale·‖X‖_F + 1e-7)`, then per step `A = X·Xᵀ`, `X ← (a·I + b·A + c·A²)·X`, where
  /// the Gram matrix is taken on the shorter side: for more rows than columns it is `Xᵀ·X` and stands
  /// on the right, which is the iteration on the transposed matrix. A and A² are symmetric and cost
  /// half. The zero matrix stays zero. With M ≤ N the sides, a step costs 3M²N + M³ flops and the
  /// scratch is 2M² + MN numbers. Source: Muon as in arXiv 2502.16982.
  package static func newtonSchulz(
    _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    coefficients: NewtonSchulzCoefficients = .motif
  ) {
    let count = rows * columns
    guard count > 0 else { return }
    let norm = dot(x, x, count: count).squareRoot()
    let scale = Float(1 / (norm * coefficients.normScale + 1e-7))
    for i in 0..<count { x[i] *= scale }
    let size = min(rows, columns)
    BufferPool.withScratch(newtonSchulzScratchCount(rows: rows, columns: columns)) { scratch in
      let gram = scratch + count
      let polynomial = gram + size * size
      var current = x
      var next = scratch
      for step in coefficients.steps {
        symmetricProduct(
          m: size, k: max(rows, columns), a: current, lda: columns, transposeA: rows > columns,
          c: gram, ldc: size)
        polynomial.update(from: gram, count: size * size)
        symmetricProduct(
          m: size, k: size, alpha: Float(step.c), a: gram, lda: size, beta: Float(step.b),
          c: polynomial, ldc: size)
        for i in 0..<size { polynomial[i * size + i] += Float(step.a) }
        multiply(current, rows, columns, by: polynomial, into: next)
        swap(&current, &next)
      }
      if current != x { x.update(from: current, count: count) }
    }
  }

  /// Numbers of scratch for a matrix: the next iterate and two Gram matrices.
  package static func newtonSchulzScratchCount(rows: Int, columns: Int) -> Int {
    let size = min(rows, columns)
    return rows * columns + 2 * size * size
  }

  /// `next = P·X` for a wide X, `X·P` for a tall one.
  private static func multiply(
    _ x: UnsafePointer<Float>, _ rows: Int, _ columns: Int, by polynomial: UnsafePointer<Float>,
    into next: UnsafeMutablePointer<Float>
  ) {
    if rows > columns {
      matmul(
        m: rows, n: columns, k: columns, a: x, lda: columns, b: polynomial, ldb: columns, c: next,
        ldc: columns)
    } else {
      matmul(
        m: rows, n: columns, k: rows, a: polynomial, lda: rows, b: x, ldb: columns, c: next,
        ldc: columns)
    }
  }
}
