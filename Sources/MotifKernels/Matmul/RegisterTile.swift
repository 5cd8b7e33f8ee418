internal import MotifVector

/// The block of C that one microkernel call keeps in registers.
///
/// AVX-512: 12 × 32, 24 of 32 registers hold sums. AVX2: 6 × 16, 12 of 16. SSE2 and NEON run 6 × 16
/// on register pairs or quads. All that is inlined stands here: a debug build inlines across modules
/// but not across files.
enum RegisterTile {
  /// Rows of C: three ``RowGroup``s.
  static var rows: Int { 3 * RowGroup.rows }
  /// Columns of C: two vectors.
  static var columns: Int { 2 * vectorWidth }

  /// `C = alpha · A·B + beta · C` on one tile.
  ///
  /// `b` holds `depth` rows of ``columns`` numbers, as packed by ``OperandPanel``. Only `height` rows
  /// and `width` columns of C exist. Tiles of full height ask for a line of `coming` at every depth.
  /// Every element is the same chain of `depth` fused steps wherever it lies in a tile and wherever A
  /// is read, so bits do not depend on how C is cut. With `beta == 0` C is not read.
  static func multiply(
    depth: Int, a: OperandStrip, b: UnsafePointer<Float>, alpha: Float, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int, height: Int, width: Int, coming: ComingNumbers
  ) {
    let output = TileOutput(c: c, ldc: ldc, alpha: alpha, beta: beta, height: height, width: width)
    if a.lineStride == 1 {
      multiply(depth, PackedRows(a), b, output, coming)
    } else {
      multiply(depth, RowsInPlace(a), b, output, coming)
    }
  }

  @inline(__always)
  private static func multiply(
    _ depth: Int, _ a: some LeftRows, _ b: UnsafePointer<Float>, _ output: TileOutput,
    _ coming: ComingNumbers
  ) {
    if output.height > 2 * RowGroup.rows {
      multiplyThree(depth, a, b, output, coming)
    } else if output.height > RowGroup.rows {
      multiplyTwo(depth, a, b, output)
    } else {
      multiplyOne(depth, a, b, output)
    }
  }

  @inline(never)
  private static func multiplyThree<Rows: LeftRows>(
    _ depth: Int, _ a: Rows, _ b: UnsafePointer<Float>, _ output: TileOutput,
    _ coming: ComingNumbers
  ) {
    var a = a
    var b = b
    var coming = coming
    var outputRows = OutputRows(output)
    var g0 = RowGroup()
    var g1 = RowGroup()
    var g2 = RowGroup()
    for _ in 0..<depth {
      let b0 = load(b)
      let b1 = load(b, vectorWidth)
      g0.add(a, 0, b0, b1)
      g1.add(a, 1, b0, b1)
      g2.add(a, 2, b0, b1)
      a.advance()
      b += columns
      coming.request()
      if Rows.areNeighbours { outputRows.request() }
    }
    if output.isFull {
      // Without a test for each row sums go from registers straight to C.
      g0.write(output, 0, isFull: true)
      g1.write(output, RowGroup.rows, isFull: true)
      g2.write(output, 2 * RowGroup.rows, isFull: true)
    } else {
      g0.write(output, 0)
      g1.write(output, RowGroup.rows)
      g2.write(output, 2 * RowGroup.rows)
    }
  }

  @inline(never)
  private static func multiplyTwo(
    _ depth: Int, _ a: some LeftRows, _ b: UnsafePointer<Float>, _ output: TileOutput
  ) {
    var a = a
    var b = b
    var g0 = RowGroup()
    var g1 = RowGroup()
    for _ in 0..<depth {
      let b0 = load(b)
      let b1 = load(b, vectorWidth)
      g0.add(a, 0, b0, b1)
      g1.add(a, 1, b0, b1)
      a.advance()
      b += columns
    }
    g0.write(output, 0)
    g1.write(output, RowGroup.rows)
  }

  @inline(never)
  private static func multiplyOne(
    _ depth: Int, _ a: some LeftRows, _ b: UnsafePointer<Float>, _ output: TileOutput
  ) {
    var a = a
    var b = b
    var g0 = RowGroup()
    for _ in 0..<depth {
      g0.add(a, 0, load(b), load(b, vectorWidth))
      a.advance()
      b += columns
    }
    g0.write(output, 0)
  }
}

extension RegisterTile {
  /// Numbers that a later tile reads, brought to the second-level cache while this one computes: a line
  /// at a time between the products, because many requests in a row would wait for one another.
  struct ComingNumbers {
    var next: UnsafePointer<Float>
    let step: Int

    /// Asks for the next line.
    @inline(__always)
    mutating func request() {
      prefetch(next, 0)
      next += step
    }
  }

  /// The part of C under a tile and how sums go into it.
  struct TileOutput {
    let c: UnsafeMutablePointer<Float>
    let ldc: Int
    let alpha: Float
    let beta: Float
    let height: Int
    let width: Int

    /// Whether C has all rows and columns of the tile.
    @inline(__always)
    var isFull: Bool { height == RegisterTile.rows && width == RegisterTile.columns }

    @inline(__always)
    func write(_ row: Int, _ sum0: Vector, _ sum1: Vector, _ isFull: Bool) {
      guard isFull || row < height else { return }
      let c = c + row * ldc
      guard isFull || width == RegisterTile.columns else { return writePart(of: sum0, sum1, c) }
      let alpha = Vector(repeating: alpha)
      if beta == 0 {
        store(alpha * sum0, c)
        store(alpha * sum1, c, vectorWidth)
      } else {
        let beta = Vector(repeating: beta)
        store(multiplyAdd(alpha, sum0, beta * load(c)), c)
        store(multiplyAdd(alpha, sum1, beta * load(c, vectorWidth)), c, vectorWidth)
      }
    }
  }
}

/// The rows of C under a tile, brought closer while the sums that go there are computed.
///
/// A row at every depth, over and over: a second loop for what follows would spill the sums.
private struct OutputRows {
  private let first, end: UnsafePointer<Float>
  private let stride: Int
  private var next: UnsafePointer<Float>

  init(_ output: RegisterTile.TileOutput) {
    (first, stride) = (UnsafePointer(output.c), output.isFull ? output.ldc : 0)
    (next, end) = (first, first + RegisterTile.rows * stride)
  }

  /// Asks for the next row, after the last one for the first.
  @inline(__always)
  mutating func request() {
    prefetchPair(next, 0)
    next += stride
    next = next == end ? first : next
  }
}

/// The rows of A under a tile at one depth, read number by number.
private protocol LeftRows {
  /// Whether one pointer reaches all rows, which leaves registers for other addresses.
  static var areNeighbours: Bool { get }
  /// The number of row `row` in group `group`; both are constants where the call is inlined.
  func number(_ group: Int, _ row: Int) -> Float
  mutating func advance()
}

/// Packed rows: the numbers of one depth are neighbours.
private struct PackedRows: LeftRows {
  static var areNeighbours: Bool { true }
  private var base: UnsafePointer<Float>

  @inline(__always)
  init(_ strip: OperandStrip) { base = strip.base }

  @inline(__always)
  func number(_ group: Int, _ row: Int) -> Float { base[group * RowGroup.rows + row] }

  @inline(__always)
  mutating func advance() { base += RegisterTile.rows }
}

/// Rows of a row-major A as it lies in memory.
///
/// A pointer for each group keeps every row in reach of an addressing mode.
private struct RowsInPlace: LeftRows {
  static var areNeighbours: Bool { false }
  private var group0: UnsafePointer<Float>
  private var group1: UnsafePointer<Float>
  private var group2: UnsafePointer<Float>
  private let stride: Int

  @inline(__always)
  init(_ strip: OperandStrip) {
    stride = strip.lineStride
    group0 = strip.base
    group1 = group0 + RowGroup.rows * stride
    group2 = group1 + RowGroup.rows * stride
  }

  @inline(__always)
  func number(_ group: Int, _ row: Int) -> Float {
    (group == 0 ? group0 : group == 1 ? group1 : group2)[row * stride]
  }

  @inline(__always)
  mutating func advance() {
    group0 += 1
    group1 += 1
    group2 += 1
  }
}

#if MOTIF_AVX512
  /// Four rows of sums, two vectors wide.
  private struct RowGroup {
    static var rows: Int { 4 }

    var s00 = Vector.zero, s01 = Vector.zero
    var s10 = Vector.zero, s11 = Vector.zero
    var s20 = Vector.zero, s21 = Vector.zero
    var s30 = Vector.zero, s31 = Vector.zero

    /// Adds the outer product of the group's four numbers and the row (b0, b1).
    @inline(__always)
    mutating func add(_ a: some LeftRows, _ group: Int, _ b0: Vector, _ b1: Vector) {
      let a0 = Vector(repeating: a.number(group, 0))
      s00 = multiplyAdd(a0, b0, s00)
      s01 = multiplyAdd(a0, b1, s01)
      let a1 = Vector(repeating: a.number(group, 1))
      s10 = multiplyAdd(a1, b0, s10)
      s11 = multiplyAdd(a1, b1, s11)
      let a2 = Vector(repeating: a.number(group, 2))
      s20 = multiplyAdd(a2, b0, s20)
      s21 = multiplyAdd(a2, b1, s21)
      let a3 = Vector(repeating: a.number(group, 3))
      s30 = multiplyAdd(a3, b0, s30)
      s31 = multiplyAdd(a3, b1, s31)
    }

    @inline(__always)
    func write(_ output: RegisterTile.TileOutput, _ row: Int, isFull: Bool = false) {
      output.write(row, s00, s01, isFull)
      output.write(row + 1, s10, s11, isFull)
      output.write(row + 2, s20, s21, isFull)
      output.write(row + 3, s30, s31, isFull)
    }
  }
#else
  /// Two rows of sums, two vectors wide.
  private struct RowGroup {
    static var rows: Int { 2 }

    var s00 = Vector.zero, s01 = Vector.zero
    var s10 = Vector.zero, s11 = Vector.zero

    /// Adds the outer product of the group's two numbers and the row (b0, b1).
    @inline(__always)
    mutating func add(_ a: some LeftRows, _ group: Int, _ b0: Vector, _ b1: Vector) {
      let a0 = Vector(repeating: a.number(group, 0))
      s00 = multiplyAdd(a0, b0, s00)
      s01 = multiplyAdd(a0, b1, s01)
      let a1 = Vector(repeating: a.number(group, 1))
      s10 = multiplyAdd(a1, b0, s10)
      s11 = multiplyAdd(a1, b1, s11)
    }

    @inline(__always)
    func write(_ output: RegisterTile.TileOutput, _ row: Int, isFull: Bool = false) {
      output.write(row, s00, s01, isFull)
      output.write(row + 1, s10, s11, isFull)
    }
  }
#endif
