internal import MotifVector

extension Vectorized {
  /// `C = alpha · op(A) · op(B) + beta · C`, row-major.
  ///
  /// op(A) is [m, k] and op(B) is [k, n]; with `transposeA` A is stored [k, m], with `transposeB` B is
  /// stored [n, k]. `lda`, `ldb`, `ldc` are the distances between stored rows. With `beta == 0` C is
  /// not read; with `k == 0` the result is `beta · C`. C must not overlap A or B.
  ///
  /// B is packed once in parallel, then tiles of C are computed in parallel, A packed for each; each
  /// element sums in a fixed order, so the bits do not depend on the number of threads. With up to
  /// 528 rows and many columns each thread packs the columns that it multiplies by; up to 16 rows
  /// (decoding) run on B as it is. Products below about a megaflop stay on the caller. Source of the
  /// scheme: Van Zee & van de Geijn, "BLIS" (TOMS 2015).
  package static func matmul(
    m: Int, n: Int, k: Int, alpha: Float = 1, a: UnsafePointer<Float>, lda: Int,
    transposeA: Bool = false, b: UnsafePointer<Float>, ldb: Int, transposeB: Bool = false,
    beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return scaleRows(c, ldc, rows: m, columns: n, by: beta) }
    guard m > SkinnyProduct.maximumRows else {
      return skinny(m, n, k, alpha, a, lda, transposeA, b, ldb, transposeB, beta, c, ldc)
    }
    PackedProduct(
      m: m, n: n, k: k, alpha: alpha, beta: beta,
      a: .init(base: a, stride: lda, contiguousInDepth: !transposeA),
      b: .init(base: b, stride: ldb, contiguousInDepth: transposeB),
      c: c, ldc: ldc, lowerTriangle: false
    ).run()
  }

  /// Numbers of scratch that ``matmul(m:n:k:alpha:a:lda:transposeA:b:ldb:transposeB:beta:c:ldc:)``
  /// takes: packed operands, or for a few rows those alone where they have to be transposed.
  package static func matmulScratchCount(m: Int, n: Int, k: Int, transposeA: Bool) -> Int {
    guard m > SkinnyProduct.maximumRows else { return transposeA ? m * k : 0 }
    return PackedProduct.scratchCount(
      m: m, n: n, k: k, transposeA: transposeA, lowerTriangle: false,
      threads: Parallel.threadCount)
  }

  private static func skinny(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int,
    _ transposeA: Bool, _ b: UnsafePointer<Float>, _ ldb: Int, _ transposeB: Bool, _ beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    func run(_ a: UnsafePointer<Float>, _ lda: Int) {
      // In parts, so that no sum is one chain of tens of thousands of roundings.
      let depth = SkinnyProduct.maximumDepth
      for start in stride(from: 0, to: k, by: depth) {
        let product = SkinnyProduct(
          m: m, n: n, k: min(depth, k - start), alpha: alpha, beta: start == 0 ? beta : 1,
          a: a + start, lda: lda, b: b + start * (transposeB ? 1 : ldb), ldb: ldb, c: c, ldc: ldc)
        if transposeB { product.runTransposed() } else { product.runPlain() }
      }
    }
    guard transposeA else { return run(a, lda) }
    BufferPool.withScratch(m * k) { rows in
      for p in 0..<k {
        for i in 0..<m { rows[i * k + p] = a[p * lda + i] }
      }
      run(rows, k)
    }
  }

  /// `C = beta · C` on a strided matrix; zero does not read C.
  static func scaleRows(
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int, rows: Int, columns: Int, by beta: Float
  ) {
    for i in 0..<rows {
      let row = c + i * ldc
      for j in 0..<columns { row[j] = beta == 0 ? 0 : beta * row[j] }
    }
  }
}
