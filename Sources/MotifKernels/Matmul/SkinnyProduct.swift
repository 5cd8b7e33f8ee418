internal import MotifVector

/// A product with few rows, as in decoding: B is read once, as it lies, at memory speed.
struct SkinnyProduct {
  let m: Int
  let n: Int
  let k: Int
  let alpha: Float
  let beta: Float
  /// op(A), rows contiguous.
  let a: UnsafePointer<Float>
  let lda: Int
  let b: UnsafePointer<Float>
  let ldb: Int
  let c: UnsafeMutablePointer<Float>
  let ldc: Int

  /// The most rows for which not packing B is faster.
  static var maximumRows: Int { 16 }

  /// Runs `body` on chunks of B's columns; small products stay on the caller.
  private func forEachChunk(_ size: Int, _ body: (Range<Int>) -> Void) {
    if n * k * (m + 3) > 1 << 19 {
      Parallel.forEachRange(n, chunk: size, body)
    } else {
      body(0..<n)
    }
  }

  /// B stored [n, k]: `C_ij` is the dot product of row i of A and row j of B.
  func runTransposed() {
    forEachChunk(max(4, min(64, (1 << 15) / k / 4 * 4))) { columns in
      for j in stride(from: columns.lowerBound, to: columns.upperBound, by: 4) {
        for i in stride(from: 0, to: m, by: 2) {
          dotBlock(row: i, column: j, columnEnd: columns.upperBound)
        }
      }
    }
  }

  /// Two rows of A times four rows of B; absent rows repeat the last one and are not stored.
  @inline(__always)
  private func dotBlock(row: Int, column: Int, columnEnd: Int) {
    let a0 = a + row * lda
    let a1 = a + min(row + 1, m - 1) * lda
    let b0 = b + column * ldb
    let b1 = b + min(column + 1, columnEnd - 1) * ldb
    let b2 = b + min(column + 2, columnEnd - 1) * ldb
    let b3 = b + min(column + 3, columnEnd - 1) * ldb
    var s00 = Vector.zero, s01 = Vector.zero, s02 = Vector.zero, s03 = Vector.zero
    var s10 = Vector.zero, s11 = Vector.zero, s12 = Vector.zero, s13 = Vector.zero
    var p = 0
    while p + vectorWidth <= k {
      let x0 = load(a0, p)
      let x1 = load(a1, p)
      let y0 = load(b0, p)
      s00 = multiplyAdd(x0, y0, s00)
      s10 = multiplyAdd(x1, y0, s10)
      let y1 = load(b1, p)
      s01 = multiplyAdd(x0, y1, s01)
      s11 = multiplyAdd(x1, y1, s11)
      let y2 = load(b2, p)
      s02 = multiplyAdd(x0, y2, s02)
      s12 = multiplyAdd(x1, y2, s12)
      let y3 = load(b3, p)
      s03 = multiplyAdd(x0, y3, s03)
      s13 = multiplyAdd(x1, y3, s13)
      p += vectorWidth
    }
    var first = sums(s00, s01, s02, s03)
    var second = sums(s10, s11, s12, s13)
    while p < k {
      let y = SIMD4(b0[p], b1[p], b2[p], b3[p])
      first += a0[p] * y
      second += a1[p] * y
      p += 1
    }
    write(first, row: row, column: column, columnEnd: columnEnd)
    if row + 1 < m { write(second, row: row + 1, column: column, columnEnd: columnEnd) }
  }

  @inline(__always)
  private func sums(_ s0: Vector, _ s1: Vector, _ s2: Vector, _ s3: Vector) -> SIMD4<Float> {
    SIMD4(horizontalSum(s0), horizontalSum(s1), horizontalSum(s2), horizontalSum(s3))
  }

  @inline(__always)
  private func write(_ sums: SIMD4<Float>, row: Int, column: Int, columnEnd: Int) {
    let c = c + row * ldc
    for lane in 0..<min(4, columnEnd - column) {
      let old = beta == 0 ? 0 : beta * c[column + lane]
      c[column + lane] = multiplyAdd(alpha, sums[lane], old)
    }
  }

  /// B stored [k, n]: rows of B are added to sums that stay in L1, four at a time.
  func runPlain() {
    // Long runs suit the prefetcher, sums of 16 KiB suit L1.
    let size = max(256, min(1024, 4096 / m / 16 * 16))
    forEachChunk(size) { columns in
      // A chunk is cut again when it is the whole product.
      for start in stride(from: columns.lowerBound, to: columns.upperBound, by: size) {
        addRows(start..<min(columns.upperBound, start + size))
      }
    }
  }

  private func addRows(_ columns: Range<Int>) {
    let width = (columns.count + vectorWidth - 1) / vectorWidth * vectorWidth
    BufferPool.withScratch(m * width) { sums in
      sums.update(repeating: 0, count: m * width)
      let source = b + columns.lowerBound
      var p = 0
      while p + 4 <= k {
        addFourRows(p, source + p * ldb, columns.count, sums, width)
        p += 4
      }
      while p < k {
        for i in 0..<m {
          let factor = a[i * lda + p]
          for j in 0..<columns.count {
            sums[i * width + j] = multiplyAdd(factor, source[p * ldb + j], sums[i * width + j])
          }
        }
        p += 1
      }
      for i in 0..<m {
        let c = c + i * ldc + columns.lowerBound
        for j in 0..<columns.count {
          c[j] = multiplyAdd(alpha, sums[i * width + j], beta == 0 ? 0 : beta * c[j])
        }
      }
    }
  }

  @inline(__always)
  private func addFourRows(
    _ p: Int, _ rows: UnsafePointer<Float>, _ count: Int, _ sums: UnsafeMutablePointer<Float>,
    _ width: Int
  ) {
    var j = 0
    while j + vectorWidth <= count {
      let y0 = load(rows, j)
      let y1 = load(rows, ldb + j)
      let y2 = load(rows, 2 * ldb + j)
      let y3 = load(rows, 3 * ldb + j)
      for i in 0..<m {
        let x = a + i * lda + p
        var sum = multiplyAdd(Vector(repeating: x[0]), y0, load(sums, i * width + j))
        sum = multiplyAdd(Vector(repeating: x[1]), y1, sum)
        sum = multiplyAdd(Vector(repeating: x[2]), y2, sum)
        store(multiplyAdd(Vector(repeating: x[3]), y3, sum), sums, i * width + j)
      }
      j += vectorWidth
    }
    while j < count {
      for i in 0..<m {
        let x = a + i * lda + p
        var sum = sums[i * width + j]
        for q in 0..<4 { sum = multiplyAdd(x[q], rows[q * ldb + j], sum) }
        sums[i * width + j] = sum
      }
      j += 1
    }
  }
}
