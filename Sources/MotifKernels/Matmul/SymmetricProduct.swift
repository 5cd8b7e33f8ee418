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

  /// Numbers of scratch that a symmetric product of [m, k] takes, the matrix stored [k, m] where
  /// transposed.
  package static func symmetricScratchCount(m: Int, k: Int, transposeA: Bool) -> Int {
    PackedProduct.scratchCount(
      m: m, n: m, k: k, transposeA: transposeA, lowerTriangle: true,
      threads: Parallel.threadCount)
  }

  /// `C = alpha · A·B + beta · C` for symmetric matrices that commute.
  ///
  /// C is symmetric too, so one triangle and a mirror are enough. C must not overlap A or B.
  static func symmetricProduct(
    of a: UnsafePointer<Float>, and b: UnsafePointer<Float>, size: Int, alpha: Float = 1,
    beta: Float = 0, c: UnsafeMutablePointer<Float>
  ) {
    // Rows and columns of B are the same; copying rows is the cheaper way to pack it.
    PackedProduct(
      m: size, n: size, k: size, alpha: alpha, beta: beta,
      a: .init(base: a, stride: size, contiguousInDepth: true),
      b: .init(base: b, stride: size, contiguousInDepth: false),
      c: c, ldc: size, lowerTriangle: true
    ).run()
    mirrorLowerTriangle(c, size, size: size)
  }

  /// Copies the part below the diagonal to the part above it, tile by tile.
  static func mirrorLowerTriangle(
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int, size: Int
  ) {
    let tiles = size / vectorWidth
    func mirror(_ tileRow: Int) {
      let row = tileRow * vectorWidth
      withUnsafeTemporaryAllocation(of: Float.self, capacity: vectorWidth * vectorWidth) { tile in
        guard let transposed = tile.baseAddress else { return }
        for column in stride(from: 0, through: row, by: vectorWidth) {
          transposeTile(c + row * ldc + column, ldc, transposed)
          let target = c + column * ldc + row
          if column < row {
            for i in 0..<vectorWidth { store(load(transposed + i * vectorWidth), target + i * ldc) }
          } else {
            copyAboveDiagonal(transposed, to: target, ldc)
          }
        }
      }
    }
    if size > 256 {
      Parallel.forEach(tiles, mirror)
    } else {
      for tileRow in 0..<tiles { mirror(tileRow) }
    }
    for i in tiles * vectorWidth..<size {
      for j in 0..<i { c[j * ldc + i] = c[i * ldc + j] }
    }
  }

  private static func copyAboveDiagonal(
    _ tile: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    for i in 0..<vectorWidth {
      for j in i + 1..<max(i + 1, vectorWidth) { target[i * ldc + j] = tile[i * vectorWidth + j] }
    }
  }
}
