internal import MotifVector

extension Vectorized {
  /// `C = alpha · op(A)·op(A)ᵀ + beta · C`; C must be symmetric where beta is not zero.
  ///
  /// op(A) is [m, k]; with `transposeA` A is stored [k, m], which makes the product `AᵀA`.
  ///
  /// Computes the tiles that touch the lower triangle and mirrors them: about half the work of the
  /// full product, and C is exactly symmetric. For a symmetric A it is also A². C must not overlap A.
  package static func symmetricProduct(
    m: Int, k: Int, alpha: Float = 1, a: UnsafePointer<Float>, lda: Int,
    transposeA: Bool = false, beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0 else { return }
    guard k > 0 else { return scaleRows(c, ldc, rows: m, columns: m, by: beta) }
    PackedProduct(
      m: m, n: m, k: k, alpha: alpha, beta: beta,
      a: .init(base: a, stride: lda, contiguousInDepth: !transposeA),
      b: .init(base: a, stride: lda, contiguousInDepth: !transposeA),
      c: c, ldc: ldc, lowerTriangle: true
    ).run()
    mirrorLowerTriangle(c, ldc, size: m)
  }

  /// `C = A·B` for symmetric matrices that commute.
  ///
  /// C is symmetric too, so one triangle and a mirror are enough. C must not overlap A or B.
  static func symmetricProduct(
    of a: UnsafePointer<Float>, and b: UnsafePointer<Float>, size: Int,
    c: UnsafeMutablePointer<Float>
  ) {
    PackedProduct(
      m: size, n: size, k: size, alpha: 1, beta: 0,
      a: .init(base: a, stride: size, contiguousInDepth: true),
      b: .init(base: b, stride: size, contiguousInDepth: true),
      c: c, ldc: size, lowerTriangle: true
    ).run()
    mirrorLowerTriangle(c, size, size: size)
  }

  /// Copies the part below the diagonal to the part above it, in blocks that stay in cache.
  private static func mirrorLowerTriangle(
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int, size: Int
  ) {
    let block = 32
    let blocks = (size + block - 1) / block
    func mirror(_ blockRow: Int) {
      let rows = blockRow * block..<min(size, (blockRow + 1) * block)
      for blockColumn in 0...blockRow {
        let first = blockColumn * block
        for i in rows {
          for j in first..<max(first, min(i, first + block)) { c[j * ldc + i] = c[i * ldc + j] }
        }
      }
    }
    if size > 256 {
      Parallel.forEach(blocks, mirror)
    } else {
      for blockRow in 0..<blocks { mirror(blockRow) }
    }
  }
}
