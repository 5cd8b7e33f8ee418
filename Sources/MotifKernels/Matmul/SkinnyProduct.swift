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
  /// The most terms that one product sums.
  static var maximumDepth: Int { 1 << 13 }

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
        var i = 0
        #if MOTIF_AVX512
          // 32 registers hold the sums of twice as many rows, which halves the loads of B.
          while i + 2 < m {
            fourRows(row: i, column: j, columnEnd: columns.upperBound)
            i += 4
          }
        #endif
        while i < m {
          twoRows(row: i, column: j, columnEnd: columns.upperBound)
          i += 2
        }
      }
    }
  }

  /// Four rows of B; absent ones repeat the last and are not stored.
  private struct BRows {
    let b0, b1, b2, b3: UnsafePointer<Float>

    @inline(__always)
    init(_ b: UnsafePointer<Float>, _ ldb: Int, column: Int, columnEnd: Int) {
      b0 = b + column * ldb
      b1 = b + min(column + 1, columnEnd - 1) * ldb
      b2 = b + min(column + 2, columnEnd - 1) * ldb
      b3 = b + min(column + 3, columnEnd - 1) * ldb
    }
  }

  /// Sums of one row of A times four rows of B.
  private struct Dots {
    var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)

    @inline(__always)
    mutating func add(_ x: Vector, _ y0: Vector, _ y1: Vector, _ y2: Vector, _ y3: Vector) {
      s0 = multiplyAdd(x, y0, s0)
      s1 = multiplyAdd(x, y1, s1)
      s2 = multiplyAdd(x, y2, s2)
      s3 = multiplyAdd(x, y3, s3)
    }

    /// The four sums, with the numbers that fill no vector.
    @inline(__always)
    func total(_ a: UnsafePointer<Float>, _ b: BRows, _ rest: Range<Int>) -> SIMD4<Float> {
      var sums = SIMD4(
        horizontalSum(s0), horizontalSum(s1), horizontalSum(s2), horizontalSum(s3))
      for p in rest { sums += a[p] * SIMD4(b.b0[p], b.b1[p], b.b2[p], b.b3[p]) }
      return sums
    }
  }

  @inline(__always)
  private func twoRows(row: Int, column: Int, columnEnd: Int) {
    let (a0, a1) = (a + row * lda, a + min(row + 1, m - 1) * lda)
    let rows = BRows(b, ldb, column: column, columnEnd: columnEnd)
    var (d0, d1) = (Dots(), Dots())
    var p = 0
    while p + vectorWidth <= k {
      let (y0, y1, y2, y3) = (
        load(rows.b0, p), load(rows.b1, p), load(rows.b2, p), load(rows.b3, p)
      )
      d0.add(load(a0, p), y0, y1, y2, y3)
      d1.add(load(a1, p), y0, y1, y2, y3)
      p += vectorWidth
    }
    write(d0.total(a0, rows, p..<k), row: row, column: column, columnEnd: columnEnd)
    write(d1.total(a1, rows, p..<k), row: row + 1, column: column, columnEnd: columnEnd)
  }

  #if MOTIF_AVX512
    @inline(__always)
    private func fourRows(row: Int, column: Int, columnEnd: Int) {
      let (a0, a1) = (a + row * lda, a + min(row + 1, m - 1) * lda)
      let (a2, a3) = (a + min(row + 2, m - 1) * lda, a + min(row + 3, m - 1) * lda)
      let rows = BRows(b, ldb, column: column, columnEnd: columnEnd)
      var (d0, d1, d2, d3) = (Dots(), Dots(), Dots(), Dots())
      var p = 0
      while p + vectorWidth <= k {
        let (y0, y1, y2, y3) = (
          load(rows.b0, p), load(rows.b1, p), load(rows.b2, p), load(rows.b3, p)
        )
        d0.add(load(a0, p), y0, y1, y2, y3)
        d1.add(load(a1, p), y0, y1, y2, y3)
        d2.add(load(a2, p), y0, y1, y2, y3)
        d3.add(load(a3, p), y0, y1, y2, y3)
        p += vectorWidth
      }
      write(d0.total(a0, rows, p..<k), row: row, column: column, columnEnd: columnEnd)
      write(d1.total(a1, rows, p..<k), row: row + 1, column: column, columnEnd: columnEnd)
      write(d2.total(a2, rows, p..<k), row: row + 2, column: column, columnEnd: columnEnd)
      write(d3.total(a3, rows, p..<k), row: row + 3, column: column, columnEnd: columnEnd)
    }
  #endif

  @inline(__always)
  private func write(_ sums: SIMD4<Float>, row: Int, column: Int, columnEnd: Int) {
    guard row < m else { return }
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
      if m > 2 {
        p = addBlocks(source, columns.count, sums, width)
      } else {
        while p + 4 <= k {
          addFourRows(p, source + p * ldb, columns.count, sums, width)
          p += 4
        }
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

  /// Adds blocks of 32 rows of B to the sums and returns where it stopped; a block's sums stay in
  /// registers, and its rows in L1 while the rows of A pass over them.
  private func addBlocks(
    _ source: UnsafePointer<Float>, _ count: Int, _ sums: UnsafeMutablePointer<Float>, _ width: Int
  ) -> Int {
    let depth = 32
    let vectors = count / vectorWidth
    var p = 0
    while p + depth <= k {
      let rows = source + p * ldb
      tileProduct(
        rows: m, vectors: vectors, depth: depth, a: a + p, aRow: lda, aDepth: 1, b: rows,
        bStride: ldb, c: sums, cStride: width, accumulate: true)
      for j in vectors * vectorWidth..<count {
        for i in 0..<m {
          var sum = sums[i * width + j]
          for q in 0..<depth { sum = multiplyAdd(a[i * lda + p + q], rows[q * ldb + j], sum) }
          sums[i * width + j] = sum
        }
      }
      p += depth
    }
    return p
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
      // The next four rows lie far away, where no processor looks by itself.
      for q in 4..<8 { prefetch(rows, q * ldb + j) }
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
