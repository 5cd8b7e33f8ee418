internal import MotifVector

/// A matrix product by panels of the operands and tiles of C.
///
/// Loops, outside in: blocks of columns and of depth that bound the packed memory; in each a parallel
/// region that packs B and one that computes tiles of C. Each thread packs the rows of A under its
/// tile for itself, block of depth by block of depth, into a buffer that stays in its cache; a
/// row-major A is read in place where few columns would have to pay for packing it. A tile runs
/// through its depth blocks in order, so each element of C is summed in an order set by `k` alone.
/// A product of few rows and many columns runs in ``runFewRows(_:_:)`` instead.
struct PackedProduct {
  struct Operand {
    let base: UnsafePointer<Float>
    let stride: Int
    let contiguousInDepth: Bool
  }

  let m: Int
  let n: Int
  let k: Int
  let alpha: Float
  let beta: Float
  let a: Operand
  let b: Operand
  let c: UnsafeMutablePointer<Float>
  let ldc: Int
  /// Leaves out register tiles that lie above the diagonal.
  let lowerTriangle: Bool

  /// Depth of one microkernel call: A's strip stays in L1, the tile's strips of B in L2.
  static var maximumDepth: Int { 256 }
  /// Depth blocks of B that are packed at once.
  private static var packedBlocks: Int { 8 }
  /// Columns of B that are packed at once.
  private static var packedColumns: Int { 4608 }
  /// The most columns of C for which a row-major A is read in place.
  private static var inPlaceColumns: Int { 512 }

  /// The most strips of rows under a tile (192 rows with AVX-512).
  private static var tallestTile: Int { 16 }

  /// Few rows make short reads where A is packed, which they share.
  private static func costs(packsA: Bool) -> TileGrid.Costs {
    TileGrid.Costs(
      maximumHeight: tallestTile, left: packsA ? 2 : 0.6, sharedLeft: packsA ? 4 : 0)
  }

  /// Whether the work is worth a fork (tens of microseconds).
  private var isParallel: Bool { m * n * k > 1 << 19 }

  /// How a product is blocked and what scratch its packed operands take.
  struct Packing {
    let blockDepth: Int
    let depth: Int
    let readsAInPlace: Bool
    /// Numbers for B, shared by all threads.
    let sharedCount: Int
    /// Numbers for the rows of A under one tile, for each thread.
    let threadCount: Int

    fileprivate func count(threads: Int) -> Int { sharedCount + threads * threadCount }

    init(m: Int, n: Int, k: Int, transposeA: Bool) {
      readsAInPlace = !transposeA && n <= inPlaceColumns
      let blocks = (k + maximumDepth - 1) / maximumDepth
      blockDepth = (k + blocks - 1) / blocks
      depth = min(k, packedBlocks * blockDepth)
      let bCount = OperandPanel.scratchCount(
        lines: min(n, packedColumns), depth: depth, width: RegisterTile.columns)
      sharedCount = (bCount + 15) / 16 * 16
      let aCount = OperandPanel.scratchCount(
        lines: readsAInPlace ? 1 : min(m, tallestTile * RegisterTile.rows),
        depth: blockDepth, width: RegisterTile.rows)
      threadCount = (aCount + 15) / 16 * 16
    }
  }

  /// The most numbers of scratch that ``run()`` takes on up to `threads` threads.
  static func scratchCount(
    m: Int, n: Int, k: Int, transposeA: Bool, lowerTriangle: Bool, threads: Int
  ) -> Int {
    let packing = Packing(m: m, n: n, k: k, transposeA: transposeA)
    if lowerTriangle { return packing.count(threads: threads) }
    let fewRows = fewRowsScratchCount(m: m, packing: packing, threads: threads)
    if suitsFewRows(m: m, n: n, threads: threads) { return fewRows }
    let packed = packing.count(threads: threads)
    // Inside a parallel body there is one thread, for which fewer columns are enough.
    return suitsFewRows(m: m, n: n, threads: 1) ? max(packed, fewRows) : packed
  }

  func run() {
    let packing = Packing(m: m, n: n, k: k, transposeA: !a.contiguousInDepth)
    let threads = isParallel ? Parallel.availableThreadCount : 1
    if !lowerTriangle && Self.suitsFewRows(m: m, n: n, threads: threads) {
      return runFewRows(packing, threads)
    }
    BufferPool.withScratch(packing.count(threads: threads)) { scratch in
      for column in stride(from: 0, to: n, by: Self.packedColumns) {
        let columns = column..<min(n, column + Self.packedColumns)
        for start in stride(from: 0, to: k, by: packing.depth) {
          let right = OperandPanel(
            source: b.base, stride: b.stride, contiguousInDepth: b.contiguousInDepth,
            width: RegisterTile.columns, lines: columns,
            depth: start..<min(k, start + packing.depth), blockDepth: packing.blockDepth,
            inPlace: false, packed: scratch)
          forEach(right.packingCount, threads) { index, _ in right.pack(index) }
          multiply(by: right, packing, threads, scratch + packing.sharedCount)
        }
      }
    }
  }

  func forEach(
    _ count: Int, _ threads: Int, deal: Parallel.Deal = .runs, _ body: (Int, Int) -> Void
  ) {
    if isParallel {
      Parallel.forEach(count, threads: threads, deal: deal, body)
    } else {
      for index in 0..<count { body(index, 0) }
    }
  }

  /// Computes the columns of C under a packed panel of B.
  private func multiply(
    by right: OperandPanel, _ packing: Packing, _ threads: Int,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let grid = TileGrid(
      rowStrips: (m + RegisterTile.rows - 1) / RegisterTile.rows,
      columnStrips: right.stripCount, costs: Self.costs(packsA: !packing.readsAInPlace),
      lowerTriangle: lowerTriangle, threads: threads)
    forEach(grid.count, threads, deal: grid.deal) { index, thread in
      multiplyTile(
        grid.rowStrips(index), grid.columnStrips(index), right, packing,
        packedRows: scratch + thread * packing.threadCount)
    }
  }

  private func multiplyTile(
    _ rowStrips: Range<Int>, _ columnStrips: Range<Int>, _ right: OperandPanel, _ packing: Packing,
    packedRows: UnsafeMutablePointer<Float>
  ) {
    let rows =
      rowStrips.lowerBound * RegisterTile.rows..<min(m, rowStrips.upperBound * RegisterTile.rows)
    let firstColumn = right.lines.lowerBound + columnStrips.lowerBound * right.width
    if lowerTriangle && firstColumn >= rows.upperBound { return }
    for block in 0..<right.blockCount {
      let start = right.depth.lowerBound + block * right.blockDepth
      let left = OperandPanel(
        source: a.base, stride: a.stride, contiguousInDepth: a.contiguousInDepth,
        width: RegisterTile.rows, lines: rows, depth: start..<start + right.depth(of: block),
        blockDepth: right.blockDepth, inPlace: packing.readsAInPlace, packed: packedRows)
      for index in 0..<left.packingCount { left.pack(index) }
      for strip in columnStrips {
        // Strip follows strip; each tile of rows brings its part of the next one.
        let nextStrip = right.strip(strip, block: block).base + left.depth.count * right.width
        let step = (right.width + left.stripCount - 1) / left.stripCount
        multiply(left, block: 0, by: right, block: block, strip: strip) { rowStrip in
          .init(next: nextStrip + rowStrip * left.depth.count * step, step: step)
        }
      }
    }
  }

  /// Adds one block of depth to the part of C under a strip of B, one register tile after the other.
  func multiply(
    _ left: OperandPanel, block leftBlock: Int, by right: OperandPanel, block: Int, strip: Int,
    coming: (_ rowStrip: Int) -> RegisterTile.ComingNumbers
  ) {
    let beta = right.depth.lowerBound + block == 0 ? beta : 1
    let column = right.lines.lowerBound + strip * right.width
    for rowStrip in 0..<left.stripCount {
      let row = left.lines.lowerBound + rowStrip * left.width
      if lowerTriangle && column >= row + left.width { continue }
      RegisterTile.multiply(
        depth: right.depth(of: block), a: left.strip(rowStrip, block: leftBlock),
        b: right.strip(strip, block: block).base, alpha: alpha, beta: beta,
        c: c + row * ldc + column, ldc: ldc,
        height: min(left.width, left.lines.upperBound - row),
        width: min(right.width, right.lines.upperBound - column), coming: coming(rowStrip))
    }
  }
}
