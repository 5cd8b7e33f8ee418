extension Reference {
  /// `C = alpha · op(A) · op(B) + beta · C`, every sum from first to last.
  ///
  /// op(A) is [m, k] and op(B) is [k, n]; with `transposeA` A is stored [k, m], with `transposeB` B is
  /// stored [n, k]. With `beta == 0` C is not read.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func matmul<T: BinaryFloatingPoint>(
    m: Int, n: Int, k: Int, alpha: T = 1, a: UnsafePointer<T>, lda: Int, transposeA: Bool = false,
    b: UnsafePointer<T>, ldb: Int, transposeB: Bool = false, beta: T = 0,
    c: UnsafeMutablePointer<T>, ldc: Int
  ) {
    let aRow = transposeA ? 1 : lda
    let aColumn = transposeA ? lda : 1
    let bRow = transposeB ? 1 : ldb
    let bColumn = transposeB ? ldb : 1
    for i in 0..<m {
      for j in 0..<n {
        var sum: T = 0
        for p in 0..<k { sum += a[i * aRow + p * aColumn] * b[p * bRow + j * bColumn] }
        c[i * ldc + j] = beta == 0 ? alpha * sum : alpha * sum + beta * c[i * ldc + j]
      }
    }
  }

  /// `C = alpha · A·Aᵀ + beta · C` with A [m, k].
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func symmetricProduct<T: BinaryFloatingPoint>(
    m: Int, k: Int, alpha: T = 1, a: UnsafePointer<T>, lda: Int, beta: T = 0,
    c: UnsafeMutablePointer<T>, ldc: Int
  ) {
    matmul(
      m: m, n: m, k: k, alpha: alpha, a: a, lda: lda, b: a, ldb: lda, transposeB: true, beta: beta,
      c: c, ldc: ldc)
  }
}
