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
  var strip = TileStrip(
    rows: rows, depth: depth, a: a, aRow: aRow, aDepth: aDepth, b: b, bStride: bStride, c: c,
    cStride: cStride, accumulate: accumulate)
  var rest = vectors
  #if MOTIF_AVX512
    while rest >= 4 {
      strip.run(FourSums.self)
      rest -= 4
    }
  #endif
  while rest >= 2 {
    strip.run(TwoSums.self)
    rest -= 2
  }
  if rest == 1 { strip.run(OneSum.self) }
}

/// A column of vectors of C, one, two or four wide.
private struct TileStrip {
  let rows: Int
  let depth: Int
  let a: UnsafePointer<Float>
  let aRow: Int
  let aDepth: Int
  var b: UnsafePointer<Float>
  let bStride: Int
  var c: UnsafeMutablePointer<Float>
  let cStride: Int
  let accumulate: Bool

  /// Computes all rows and moves on to the next strip.
  @inline(__always)
  mutating func run<Sums: RowSums>(_: Sums.Type) {
    var row = 0
    while row < rows {
      // Six rows keep two FMA units busy and leave registers for B; eight go as twice four.
      let rest = rows - row
      if rest >= 6, rest != 8 {
        six(row, Sums.self)
        row += 6
      } else if rest >= 4 {
        four(row, Sums.self)
        row += 4
      } else {
        one(row, Sums.self)
        row += 1
      }
    }
    b += Sums.vectors * vectorWidth
    c += Sums.vectors * vectorWidth
  }

  @inline(__always)
  private func six<Sums: RowSums>(_ row: Int, _: Sums.Type) {
    var (s0, s1, s2, s3, s4, s5) = (Sums(), Sums(), Sums(), Sums(), Sums(), Sums())
    var (x, y) = (a + row * aRow, b)
    for _ in 0..<depth {
      let columns = Sums.columns(y)
      s0.add(x[0], columns)
      s1.add(x[aRow], columns)
      s2.add(x[2 * aRow], columns)
      s3.add(x[3 * aRow], columns)
      s4.add(x[4 * aRow], columns)
      s5.add(x[5 * aRow], columns)
      x += aDepth
      y += bStride
    }
    let c = c + row * cStride
    s0.finish(c, accumulate)
    s1.finish(c + cStride, accumulate)
    s2.finish(c + 2 * cStride, accumulate)
    s3.finish(c + 3 * cStride, accumulate)
    s4.finish(c + 4 * cStride, accumulate)
    s5.finish(c + 5 * cStride, accumulate)
  }

  @inline(__always)
  private func four<Sums: RowSums>(_ row: Int, _: Sums.Type) {
    var (s0, s1, s2, s3) = (Sums(), Sums(), Sums(), Sums())
    var (x, y) = (a + row * aRow, b)
    for _ in 0..<depth {
      let columns = Sums.columns(y)
      s0.add(x[0], columns)
      s1.add(x[aRow], columns)
      s2.add(x[2 * aRow], columns)
      s3.add(x[3 * aRow], columns)
      x += aDepth
      y += bStride
    }
    let c = c + row * cStride
    s0.finish(c, accumulate)
    s1.finish(c + cStride, accumulate)
    s2.finish(c + 2 * cStride, accumulate)
    s3.finish(c + 3 * cStride, accumulate)
  }

  @inline(__always)
  private func one<Sums: RowSums>(_ row: Int, _: Sums.Type) {
    var sums = Sums()
    var (x, y) = (a + row * aRow, b)
    for _ in 0..<depth {
      sums.add(x[0], Sums.columns(y))
      x += aDepth
      y += bStride
    }
    sums.finish(c + row * cStride, accumulate)
  }
}

/// The sums of one row of a strip.
private protocol RowSums {
  /// A row of B under the strip.
  associatedtype Columns
  static var vectors: Int { get }
  static func columns(_ b: UnsafePointer<Float>) -> Columns
  init()
  mutating func add(_ x: Float, _ columns: Columns)
  func finish(_ c: UnsafeMutablePointer<Float>, _ accumulate: Bool)
}

@inline(__always)
private func put(_ value: Vector, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
  store(accumulate ? load(c) + value : value, c)
}

#if MOTIF_AVX512
  private struct FourSums: RowSums {
    var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)

    static var vectors: Int { 4 }

    @inline(__always)
    static func columns(_ b: UnsafePointer<Float>) -> (Vector, Vector, Vector, Vector) {
      let w = vectorWidth
      return (load(b), load(b, w), load(b, 2 * w), load(b, 3 * w))
    }

    @inline(__always)
    mutating func add(_ x: Float, _ columns: (Vector, Vector, Vector, Vector)) {
      let x = Vector(repeating: x)
      s0 = multiplyAdd(x, columns.0, s0)
      s1 = multiplyAdd(x, columns.1, s1)
      s2 = multiplyAdd(x, columns.2, s2)
      s3 = multiplyAdd(x, columns.3, s3)
    }

    @inline(__always)
    func finish(_ c: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
      put(s0, c, accumulate)
      put(s1, c + vectorWidth, accumulate)
      put(s2, c + 2 * vectorWidth, accumulate)
      put(s3, c + 3 * vectorWidth, accumulate)
    }
  }
#endif

private struct TwoSums: RowSums {
  var (s0, s1) = (Vector.zero, Vector.zero)

  static var vectors: Int { 2 }

  @inline(__always)
  static func columns(_ b: UnsafePointer<Float>) -> (Vector, Vector) {
    (load(b), load(b, vectorWidth))
  }

  @inline(__always)
  mutating func add(_ x: Float, _ columns: (Vector, Vector)) {
    let x = Vector(repeating: x)
    s0 = multiplyAdd(x, columns.0, s0)
    s1 = multiplyAdd(x, columns.1, s1)
  }

  @inline(__always)
  func finish(_ c: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
    put(s0, c, accumulate)
    put(s1, c + vectorWidth, accumulate)
  }
}

private struct OneSum: RowSums {
  var sum = Vector.zero

  static var vectors: Int { 1 }

  @inline(__always)
  static func columns(_ b: UnsafePointer<Float>) -> Vector { load(b) }

  @inline(__always)
  mutating func add(_ x: Float, _ column: Vector) {
    sum = multiplyAdd(Vector(repeating: x), column, sum)
  }

  @inline(__always)
  func finish(_ c: UnsafeMutablePointer<Float>, _ accumulate: Bool) { put(sum, c, accumulate) }
}
