extension Reference {
  /// `X₀ = X / (normScale·‖X‖_F + 1e-7)` in Double, which the norm of Floats fits, transposed if
  /// rows > columns; per step `A = X·Xᵀ`, `X ← a·X + (b·A + c·A²)·X`; transposed back.
  ///
  /// Preconditioned, row i of X₀ is first multiplied by `(Σⱼ|A₀ᵢⱼ| + 1e-14)^(−1/2) / normScale`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func newtonSchulz<T: BinaryFloatingPoint>(
    _ x: UnsafeMutablePointer<T>, rows: Int, columns: Int,
    coefficients: NewtonSchulzCoefficients = .motif
  ) {
    let isTall = rows > columns
    let m = min(rows, columns)
    let n = max(rows, columns)
    let norm = dot(x, x, count: rows * columns).squareRoot() * coefficients.normScale + 1e-7

    func index(_ i: Int, _ j: Int) -> Int { isTall ? j * columns + i : i * columns + j }
    var current = [T](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n { current[i * n + j] = T(Double(x[index(i, j)]) / norm) }
    }
    var gram = [T](repeating: 0, count: m * m)
    var square = gram
    if coefficients.isPreconditioned {
      symmetricProduct(m: m, k: n, a: current, lda: n, c: &gram, ldc: m)
      for i in 0..<m {
        let sum = (0..<m).reduce(1e-14) { $0 + abs(Double(gram[i * m + $1])) }
        let factor = 1 / (sum.squareRoot() * coefficients.normScale)
        for j in 0..<n { current[i * n + j] = T(Double(current[i * n + j]) * factor) }
      }
    }
    for step in coefficients.steps {
      symmetricProduct(m: m, k: n, a: current, lda: n, c: &gram, ldc: m)
      symmetricProduct(m: m, k: m, a: gram, lda: m, c: &square, ldc: m)
      for i in 0..<m * m { square[i] = T(step.b) * gram[i] + T(step.c) * square[i] }
      var next = current
      matmul(
        m: m, n: n, k: m, a: square, lda: m, b: current, ldb: n, beta: T(step.a), c: &next, ldc: n)
      current = next
    }
    for i in 0..<m {
      for j in 0..<n { x[index(i, j)] = current[i * n + j] }
    }
  }
}
