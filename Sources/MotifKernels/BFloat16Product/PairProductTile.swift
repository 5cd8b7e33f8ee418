#if arch(x86_64) && MOTIF_AVX512
  internal import MotifVector
  internal import _Builtin_intrinsics.intel

  /// 12 × 32 sums in 24 vector registers, for `vdpbf16ps`.
  enum PairProductTile {
    static var rows: Int { 12 }
    static var columns: Int { 32 }

    /// `C = A·B`, or `C += A·B` where `accumulates`, over `steps` of 32 depths.
    ///
    /// `a` holds for every step 12 rows of 64 bytes, `b` 16 pairs of depths of 128 bytes.
    @inline(never)
    static func multiply(
      steps: Int, a: UnsafeRawPointer, b: UnsafeRawPointer, c: UnsafeMutablePointer<Float>,
      ldc: Int, accumulates: Bool
    ) {
      var (g0, g1, g2) = (RowSums(), RowSums(), RowSums())
      if accumulates {
        g0.read(c, ldc)
        g1.read(c + 4 * ldc, ldc)
        g2.read(c + 8 * ldc, ldc)
      }
      var (a, b) = (a, b)
      for _ in 0..<steps {
        for _ in 0..<16 {
          let b0 = b.loadUnaligned(as: Pairs.self)
          let b1 = (b + 64).loadUnaligned(as: Pairs.self)
          g0.add(a, b0, b1)
          g1.add(a + 4 * 64, b0, b1)
          g2.add(a + 8 * 64, b0, b1)
          a += 4
          b += 128
        }
        a += 11 * 64
      }
      g0.write(c, ldc)
      g1.write(c + 4 * ldc, ldc)
      g2.write(c + 8 * ldc, ldc)
    }

    /// Four rows of sums, two vectors wide.
    private struct RowSums {
      var s00 = Vector.zero, s01 = Vector.zero
      var s10 = Vector.zero, s11 = Vector.zero
      var s20 = Vector.zero, s21 = Vector.zero
      var s30 = Vector.zero, s31 = Vector.zero

      @inline(__always)
      mutating func read(_ c: UnsafePointer<Float>, _ ldc: Int) {
        (s00, s01) = (load(c), load(c, 16))
        (s10, s11) = (load(c, ldc), load(c, ldc + 16))
        (s20, s21) = (load(c, 2 * ldc), load(c, 2 * ldc + 16))
        (s30, s31) = (load(c, 3 * ldc), load(c, 3 * ldc + 16))
      }

      /// Adds the products of a pair of each row, 64 bytes apart, and the pairs of 32 columns.
      @inline(__always)
      mutating func add(_ a: UnsafeRawPointer, _ b0: Pairs, _ b1: Pairs) {
        let a0 = pair(a)
        s00 = _mm512_dpbf16_ps(s00, a0, b0)
        s01 = _mm512_dpbf16_ps(s01, a0, b1)
        let a1 = pair(a + 64)
        s10 = _mm512_dpbf16_ps(s10, a1, b0)
        s11 = _mm512_dpbf16_ps(s11, a1, b1)
        let a2 = pair(a + 128)
        s20 = _mm512_dpbf16_ps(s20, a2, b0)
        s21 = _mm512_dpbf16_ps(s21, a2, b1)
        let a3 = pair(a + 192)
        s30 = _mm512_dpbf16_ps(s30, a3, b0)
        s31 = _mm512_dpbf16_ps(s31, a3, b1)
      }

      @inline(__always)
      private func pair(_ a: UnsafeRawPointer) -> Pairs {
        unsafeBitCast(SIMD16<Int32>(repeating: a.load(as: Int32.self)), to: Pairs.self)
      }

      @inline(__always)
      func write(_ c: UnsafeMutablePointer<Float>, _ ldc: Int) {
        store(s00, c)
        store(s01, c, 16)
        store(s10, c, ldc)
        store(s11, c, ldc + 16)
        store(s20, c, 2 * ldc)
        store(s21, c, 2 * ldc + 16)
        store(s30, c, 3 * ldc)
        store(s31, c, 3 * ldc + 16)
      }
    }
  }
#endif
