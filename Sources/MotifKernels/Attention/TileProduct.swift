internal import MotifVector

/// C = A·B or C += A·B on one tile that fits the caches.
///
/// C is `rows` × `vectors` · ``vectorWidth`` with row stride `cStride`; B is `depth` rows of the same
/// width with row stride `bStride`; A(i, p) lies at `a[i · aRow + p · aDepth]` and is broadcast, so a
/// transposed A costs nothing and neither `rows` nor `depth` needs to be padded.
/// Every product of attention has this form. The sum over p runs in ascending order.
func tileProduct(
  rows: Int, vectors: Int, depth: Int, a: UnsafePointer<Float>, aRow: Int, aDepth: Int,
  b: UnsafePointer<Float>, bStride: Int, c: UnsafeMutablePointer<Float>, cStride: Int,
  accumulate: Bool
) {
  var column = 0
  #if MOTIF_AVX512
    while column + 4 <= vectors {
      let (b, c) = (b + column * vectorWidth, c + column * vectorWidth)
      var row = 0
      while row + 4 <= rows {
        product4x4(
          depth, a + row * aRow, aRow, aDepth, b, bStride, c + row * cStride, cStride, accumulate)
        row += 4
      }
      while row < rows {
        product1x2(depth, a + row * aRow, aDepth, b, bStride, c + row * cStride, accumulate)
        product1x2(
          depth, a + row * aRow, aDepth, b + 2 * vectorWidth, bStride,
          c + row * cStride + 2 * vectorWidth, accumulate)
        row += 1
      }
      column += 4
    }
  #endif
  while column + 2 <= vectors {
    let (b, c) = (b + column * vectorWidth, c + column * vectorWidth)
    var row = 0
    while row + 4 <= rows {
      product4x2(
        depth, a + row * aRow, aRow, aDepth, b, bStride, c + row * cStride, cStride, accumulate)
      row += 4
    }
    while row < rows {
      product1x2(depth, a + row * aRow, aDepth, b, bStride, c + row * cStride, accumulate)
      row += 1
    }
    column += 2
  }
  if column < vectors {
    let (b, c) = (b + column * vectorWidth, c + column * vectorWidth)
    var row = 0
    while row + 4 <= rows {
      product4x1(
        depth, a + row * aRow, aRow, aDepth, b, bStride, c + row * cStride, cStride, accumulate)
      row += 4
    }
    while row < rows {
      product1x1(depth, a + row * aRow, aDepth, b, bStride, c + row * cStride, accumulate)
      row += 1
    }
  }
}

@inline(__always)
private func finish(_ value: Vector, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
  store(accumulate ? load(c) + value : value, c)
}

#if MOTIF_AVX512
  @inline(__always)
  private func product4x4(
    _ depth: Int, _ a0: UnsafePointer<Float>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int, _ c0: UnsafeMutablePointer<Float>, _ cStride: Int,
    _ accumulate: Bool
  ) {
    let (a1, a2, a3) = (a0 + aRow, a0 + 2 * aRow, a0 + 3 * aRow)
    let w = vectorWidth
    var (s00, s01, s02, s03) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (s10, s11, s12, s13) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (s20, s21, s22, s23) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var (s30, s31, s32, s33) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var at = 0
    var bp = b
    for _ in 0..<depth {
      let (b0, b1, b2, b3) = (load(bp), load(bp, w), load(bp, 2 * w), load(bp, 3 * w))
      var x = Vector(repeating: a0[at])
      s00 = multiplyAdd(x, b0, s00)
      s01 = multiplyAdd(x, b1, s01)
      s02 = multiplyAdd(x, b2, s02)
      s03 = multiplyAdd(x, b3, s03)
      x = Vector(repeating: a1[at])
      s10 = multiplyAdd(x, b0, s10)
      s11 = multiplyAdd(x, b1, s11)
      s12 = multiplyAdd(x, b2, s12)
      s13 = multiplyAdd(x, b3, s13)
      x = Vector(repeating: a2[at])
      s20 = multiplyAdd(x, b0, s20)
      s21 = multiplyAdd(x, b1, s21)
      s22 = multiplyAdd(x, b2, s22)
      s23 = multiplyAdd(x, b3, s23)
      x = Vector(repeating: a3[at])
      s30 = multiplyAdd(x, b0, s30)
      s31 = multiplyAdd(x, b1, s31)
      s32 = multiplyAdd(x, b2, s32)
      s33 = multiplyAdd(x, b3, s33)
      at += aDepth
      bp += bStride
    }
    let (c1, c2, c3) = (c0 + cStride, c0 + 2 * cStride, c0 + 3 * cStride)
    finish(s00, c0, accumulate)
    finish(s01, c0 + w, accumulate)
    finish(s02, c0 + 2 * w, accumulate)
    finish(s03, c0 + 3 * w, accumulate)
    finish(s10, c1, accumulate)
    finish(s11, c1 + w, accumulate)
    finish(s12, c1 + 2 * w, accumulate)
    finish(s13, c1 + 3 * w, accumulate)
    finish(s20, c2, accumulate)
    finish(s21, c2 + w, accumulate)
    finish(s22, c2 + 2 * w, accumulate)
    finish(s23, c2 + 3 * w, accumulate)
    finish(s30, c3, accumulate)
    finish(s31, c3 + w, accumulate)
    finish(s32, c3 + 2 * w, accumulate)
    finish(s33, c3 + 3 * w, accumulate)
  }
#endif

@inline(__always)
private func product4x2(
  _ depth: Int, _ a0: UnsafePointer<Float>, _ aRow: Int, _ aDepth: Int,
  _ b: UnsafePointer<Float>, _ bStride: Int, _ c0: UnsafeMutablePointer<Float>, _ cStride: Int,
  _ accumulate: Bool
) {
  let (a1, a2, a3) = (a0 + aRow, a0 + 2 * aRow, a0 + 3 * aRow)
  let w = vectorWidth
  var (s00, s01, s10, s11) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var (s20, s21, s30, s31) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var at = 0
  var bp = b
  for _ in 0..<depth {
    let (b0, b1) = (load(bp), load(bp, w))
    var x = Vector(repeating: a0[at])
    s00 = multiplyAdd(x, b0, s00)
    s01 = multiplyAdd(x, b1, s01)
    x = Vector(repeating: a1[at])
    s10 = multiplyAdd(x, b0, s10)
    s11 = multiplyAdd(x, b1, s11)
    x = Vector(repeating: a2[at])
    s20 = multiplyAdd(x, b0, s20)
    s21 = multiplyAdd(x, b1, s21)
    x = Vector(repeating: a3[at])
    s30 = multiplyAdd(x, b0, s30)
    s31 = multiplyAdd(x, b1, s31)
    at += aDepth
    bp += bStride
  }
  let (c1, c2, c3) = (c0 + cStride, c0 + 2 * cStride, c0 + 3 * cStride)
  finish(s00, c0, accumulate)
  finish(s01, c0 + w, accumulate)
  finish(s10, c1, accumulate)
  finish(s11, c1 + w, accumulate)
  finish(s20, c2, accumulate)
  finish(s21, c2 + w, accumulate)
  finish(s30, c3, accumulate)
  finish(s31, c3 + w, accumulate)
}

@inline(__always)
private func product4x1(
  _ depth: Int, _ a0: UnsafePointer<Float>, _ aRow: Int, _ aDepth: Int,
  _ b: UnsafePointer<Float>, _ bStride: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int,
  _ accumulate: Bool
) {
  let (a1, a2, a3) = (a0 + aRow, a0 + 2 * aRow, a0 + 3 * aRow)
  var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var at = 0
  var bp = b
  for _ in 0..<depth {
    let x = load(bp)
    s0 = multiplyAdd(Vector(repeating: a0[at]), x, s0)
    s1 = multiplyAdd(Vector(repeating: a1[at]), x, s1)
    s2 = multiplyAdd(Vector(repeating: a2[at]), x, s2)
    s3 = multiplyAdd(Vector(repeating: a3[at]), x, s3)
    at += aDepth
    bp += bStride
  }
  finish(s0, c, accumulate)
  finish(s1, c + cStride, accumulate)
  finish(s2, c + 2 * cStride, accumulate)
  finish(s3, c + 3 * cStride, accumulate)
}

@inline(__always)
private func product1x2(
  _ depth: Int, _ a: UnsafePointer<Float>, _ aDepth: Int, _ b: UnsafePointer<Float>,
  _ bStride: Int, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  var (s0, s1) = (Vector.zero, Vector.zero)
  for p in 0..<depth {
    let x = Vector(repeating: a[p * aDepth])
    s0 = multiplyAdd(x, load(b, p * bStride), s0)
    s1 = multiplyAdd(x, load(b, p * bStride + vectorWidth), s1)
  }
  finish(s0, c, accumulate)
  finish(s1, c + vectorWidth, accumulate)
}

@inline(__always)
private func product1x1(
  _ depth: Int, _ a: UnsafePointer<Float>, _ aDepth: Int, _ b: UnsafePointer<Float>,
  _ bStride: Int, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  var sum = Vector.zero
  for p in 0..<depth {
    sum = multiplyAdd(Vector(repeating: a[p * aDepth]), load(b, p * bStride), sum)
  }
  finish(sum, c, accumulate)
}
