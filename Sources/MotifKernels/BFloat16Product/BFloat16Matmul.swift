internal import MotifVector

extension Vectorized {
  /// `C = alpha · op(A) · op(B) + beta · C` with operands rounded to bfloat16 and sums in Float.
  ///
  /// The arguments are those of ``matmul(m:n:k:alpha:a:lda:transposeA:b:ldb:transposeB:beta:c:ldc:)``;
  /// an operand may also be stored as bfloat16. Floats are rounded to the nearest bfloat16, ties to
  /// even, while they are packed. Units take subnormal numbers for zero, in operands and in sums, and
  /// each has its own order of sums, which `Reference.matmulBFloat16` computes
  /// bit by bit. Bits do not depend on the number of threads. Without a unit the product is
  /// that of Floats, which are not rounded.
  package static func matmulBFloat16<A: ProductElement, B: ProductElement>(
    unit: ProductUnit = .current, m: Int, n: Int, k: Int, alpha: Float = 1, a: UnsafePointer<A>,
    lda: Int, transposeA: Bool = false, b: UnsafePointer<B>, ldb: Int, transposeB: Bool = false,
    beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return scaleRows(c, ldc, rows: m, columns: n, by: beta) }
    #if arch(x86_64) && MOTIF_AVX512
      if unit != .none {
        return BFloat16Product(
          unit: unit, m: m, n: n, k: k, alpha: alpha, beta: beta,
          a: .init(source: A.source(a), stride: lda, contiguousInDepth: !transposeA),
          b: .init(source: B.source(b), stride: ldb, contiguousInDepth: transposeB),
          c: c, ldc: ldc, lowerTriangle: false
        ).run()
      }
    #endif
    withFloats(A.source(a), rows: transposeA ? k : m, columns: transposeA ? m : k, lda) { a, lda in
      withFloats(B.source(b), rows: transposeB ? n : k, columns: transposeB ? k : n, ldb) {
        b, ldb in
        matmul(
          m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, transposeA: transposeA, b: b, ldb: ldb,
          transposeB: transposeB, beta: beta, c: c, ldc: ldc)
      }
    }
  }

  /// `C = alpha · op(A)·op(A)ᵀ + beta · C` in bfloat16; C must be symmetric where beta is not zero.
  ///
  /// As ``symmetricProduct(m:k:alpha:a:lda:transposeA:beta:c:ldc:)``, with the operands and sums of
  /// `matmulBFloat16`.
  package static func symmetricProductBFloat16(
    unit: ProductUnit = .current, m: Int, k: Int, alpha: Float = 1, a: UnsafePointer<Float>,
    lda: Int, transposeA: Bool = false, beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0, k > 0, unit != .none else {
      return symmetricProduct(
        m: m, k: k, alpha: alpha, a: a, lda: lda, transposeA: transposeA, beta: beta, c: c,
        ldc: ldc)
    }
    #if arch(x86_64) && MOTIF_AVX512
      BFloat16Product(
        unit: unit, m: m, n: m, k: k, alpha: alpha, beta: beta,
        a: .init(source: .float(a), stride: lda, contiguousInDepth: !transposeA),
        b: .init(source: .float(a), stride: lda, contiguousInDepth: !transposeA),
        c: c, ldc: ldc, lowerTriangle: true
      ).run()
      mirrorLowerTriangle(c, ldc, size: m)
    #endif
  }

  /// `C = alpha · A·B + beta · C` in bfloat16, for symmetric matrices that commute.
  static func symmetricProductBFloat16(
    unit: ProductUnit = .current, of a: UnsafePointer<Float>, and b: UnsafePointer<Float>,
    size: Int, alpha: Float = 1, beta: Float = 0, c: UnsafeMutablePointer<Float>
  ) {
    guard unit != .none else {
      return symmetricProduct(of: a, and: b, size: size, alpha: alpha, beta: beta, c: c)
    }
    #if arch(x86_64) && MOTIF_AVX512
      BFloat16Product(
        unit: unit, m: size, n: size, k: size, alpha: alpha, beta: beta,
        a: .init(source: .float(a), stride: size, contiguousInDepth: true),
        b: .init(source: .float(b), stride: size, contiguousInDepth: false),
        c: c, ldc: size, lowerTriangle: true
      ).run()
      mirrorLowerTriangle(c, size, size: size)
    #endif
  }

  /// Numbers of scratch that a product in bfloat16 takes, in Floats.
  package static func matmulBFloat16ScratchCount(
    unit: ProductUnit = .current, m: Int, n: Int, k: Int, transposeA: Bool
  ) -> Int {
    #if arch(x86_64) && MOTIF_AVX512
      if unit != .none {
        return BFloat16Product.scratchCount(
          unit, m: m, n: n, k: k, lowerTriangle: false, threads: Parallel.threadCount)
      }
    #endif
    return matmulScratchCount(m: m, n: n, k: k, transposeA: transposeA)
  }

  /// Numbers of scratch that a symmetric product of [m, k] in bfloat16 takes.
  package static func symmetricBFloat16ScratchCount(
    unit: ProductUnit = .current, m: Int, k: Int, transposeA: Bool
  ) -> Int {
    #if arch(x86_64) && MOTIF_AVX512
      if unit != .none {
        return BFloat16Product.scratchCount(
          unit, m: m, n: m, k: k, lowerTriangle: true, threads: Parallel.threadCount)
      }
    #endif
    return symmetricScratchCount(m: m, k: k, transposeA: transposeA)
  }

  /// Runs `body` on the numbers of an operand as Floats and the distance of their rows.
  private static func withFloats(
    _ source: PairSource, rows: Int, columns: Int, _ stride: Int,
    _ body: (UnsafePointer<Float>, Int) -> Void
  ) {
    switch source {
    case .float(let numbers): body(numbers, stride)
    case .bfloat16(let numbers):
      BufferPool.withScratch(rows * columns) { floats in
        for row in 0..<rows {
          for column in 0..<columns {
            floats[row * columns + column] = BFloat16.float(
              numbers[row * stride + column].bitPattern)
          }
        }
        body(floats, columns)
      }
    }
  }
}
