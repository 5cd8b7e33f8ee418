internal import MotifVector

extension Reference {
  /// What a unit computes for
  /// `Vectorized.matmulBFloat16`, bit by bit with one fused step after the other; runs on any processor.
  ///
  /// Subnormal operands, sums and results count as zero of their sign. Depth is padded with zeros to
  /// steps of 32. `vdpbf16ps` adds a pair as `fma(a₀, b₀, fma(a₁, b₁, sum))`. `tdpbf16ps` adds a step of
  /// 32 as `sum + (even + odd)`, where the even and the odd terms are a chain of fused steps each.
  /// Without a unit it is the product of Floats.
  package static func matmulBFloat16(
    unit: ProductUnit, m: Int, n: Int, k: Int, alpha: Float = 1, a: UnsafePointer<Float>, lda: Int,
    transposeA: Bool = false, b: UnsafePointer<Float>, ldb: Int, transposeB: Bool = false,
    beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard unit != .none else {
      return matmul(
        m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, transposeA: transposeA, b: b, ldb: ldb,
        transposeB: transposeB, beta: beta, c: c, ldc: ldc)
    }
    let (aRow, aColumn) = transposeA ? (1, lda) : (lda, 1)
    let (bRow, bColumn) = transposeB ? (1, ldb) : (ldb, 1)
    let continues = alpha == 1 && (beta == 0 || beta == 1)
    let blockDepth = continues ? max(1, k) : unit.blockDepth(k)
    for i in 0..<m {
      for j in 0..<n {
        let place = i * ldc + j
        if k == 0 { c[place] = beta == 0 ? 0 : beta * c[place] }
        for start in stride(from: 0, to: k, by: blockDepth) {
          let beta = start == 0 ? beta : 1
          var sum = UnitSum(continues && beta == 1 ? c[place] : 0)
          for step in stride(from: start, to: min(k, start + blockDepth), by: 32) {
            sum.add(unit) { p in
              let p = step + p
              return p < k
                ? (a[i * aRow + p * aColumn], b[p * bRow + j * bColumn]) : (Float(0), Float(0))
            }
          }
          if continues {
            c[place] = sum.value
          } else {
            c[place] =
              beta == 0
              ? alpha * sum.value : (beta * c[place]).addingProduct(alpha, sum.value)
          }
        }
      }
    }
  }
}

/// A sum as a unit takes it.
private struct UnitSum {
  private(set) var value: Float

  init(_ value: Float) { self.value = value }

  /// Adds the products of 32 pairs of numbers.
  mutating func add(_ unit: ProductUnit, _ numbers: (Int) -> (Float, Float)) {
    var (even, odd) = (Float(0), Float(0))
    for pair in 0..<16 {
      let (first, second) = (numbers(2 * pair), numbers(2 * pair + 1))
      if unit == .amx {
        even = Self.fused(first, even)
        odd = Self.fused(second, odd)
      } else {
        value = Self.fused(first, Self.fused(second, value))
      }
    }
    if unit == .amx {
      value = Self.flushed(Self.flushed(value) + Self.flushed(even + odd))
    }
  }

  private static func fused(_ numbers: (Float, Float), _ sum: Float) -> Float {
    flushed(flushed(sum).addingProduct(rounded(numbers.0), rounded(numbers.1)))
  }

  private static func rounded(_ x: Float) -> Float {
    BFloat16.float(BFloat16.bits(flushed(x)))
  }

  private static func flushed(_ x: Float) -> Float {
    x.isSubnormal ? Float(sign: x.sign, exponent: 0, significand: 0) : x
  }
}
