#if arch(x86_64) && MOTIF_AVX512
  internal import MotifVector

  /// A product of bfloat16 numbers with Float sums, by panels of the operands and tiles of C.
  ///
  /// Loops, outside in, as in ``PackedProduct``: blocks of columns and of depth that bound the packed
  /// memory; in each a parallel region that packs B and one that computes tiles of C, for which each
  /// thread packs its rows of A. A tile runs through its depth blocks in order, so each element of C
  /// is summed in an order set by `k`, `alpha` and `beta` alone.
  struct BFloat16Product {
    struct Operand {
      let source: PairSource
      let stride: Int
      let contiguousInDepth: Bool
    }

    let unit: ProductUnit
    let m: Int
    let n: Int
    let k: Int
    let alpha: Float
    let beta: Float
    let a: Operand
    let b: Operand
    let c: UnsafeMutablePointer<Float>
    let ldc: Int
    /// Leaves out tiles that lie above the diagonal.
    let lowerTriangle: Bool

    /// Columns of B that are packed at once.
    private static var packedColumns: Int { 4096 }
    static var columns: Int { AMXTile.columns }

    private var rows: Int { Self.rows(unit) }
    static func rows(_ unit: ProductUnit) -> Int {
      unit == .amx ? AMXTile.rows : PairProductTile.rows
    }

    /// Whether the work is worth a fork (tens of microseconds).
    private var isParallel: Bool { m * n * k > 1 << 20 }

    /// How a product is blocked and what scratch its packed operands take.
    struct Packing {
      let blockDepth: Int
      let depth: Int
      /// Bytes for B, shared by all threads.
      let sharedBytes: Int
      /// Bytes for the rows of A under one tile, for each thread.
      let threadBytes: Int

      func numbers(threads: Int) -> Int {
        (sharedBytes + threads * threadBytes) / MemoryLayout<Float>.stride
      }

      init(_ unit: ProductUnit, m: Int, n: Int, k: Int) {
        blockDepth = unit.blockDepth(k)
        depth = min(k, 4096 / blockDepth * blockDepth)
        sharedBytes = PairPanel.byteCount(
          lines: min(n, packedColumns), depth: depth, width: columns)
        threadBytes = PairPanel.byteCount(
          lines: min(m, BFloat16Product.costs(unit).maximumHeight * rows(unit)),
          depth: blockDepth, width: rows(unit))
      }
    }

    /// What packing costs beside a tile's products, and how many strips of rows stay in a cache.
    private static func costs(_ unit: ProductUnit) -> TileGrid.Costs {
      unit == .amx
        ? TileGrid.Costs(maximumHeight: 8, left: 5, sharedLeft: 5)
        : TileGrid.Costs(maximumHeight: 16, left: 3, sharedLeft: 4)
    }

    /// The most numbers of scratch that ``run()`` takes on up to `threads` threads.
    static func scratchCount(
      _ unit: ProductUnit, m: Int, n: Int, k: Int, lowerTriangle: Bool, threads: Int
    ) -> Int {
      let packing = Packing(unit, m: m, n: n, k: k)
      let packed = packing.numbers(threads: threads)
      // Inside a parallel body there is one thread, for which fewer columns are enough.
      guard !lowerTriangle, suitsFewRows(m: m, n: n, threads: 1) else { return packed }
      return max(
        packed, fewRowsScratchCount(unit, m: m, packing: packing, threads: threads))
    }

    func run() {
      let packing = Packing(unit, m: m, n: n, k: k)
      let threads = isParallel ? Parallel.availableThreadCount : 1
      if !lowerTriangle && Self.suitsFewRows(m: m, n: n, threads: threads) {
        return runFewRows(packing, threads)
      }
      BufferPool.withScratch(packing.numbers(threads: threads)) { scratch in
        let scratch = UnsafeMutableRawPointer(scratch)
        for column in stride(from: 0, to: n, by: Self.packedColumns) {
          let columns = column..<min(n, column + Self.packedColumns)
          for start in stride(from: 0, to: k, by: packing.depth) {
            let right = rightPanel(
              columns: columns, depth: start..<min(k, start + packing.depth), packing.blockDepth,
              scratch)
            forEach(right.packingCount, threads) { index, _ in right.pack(index) }
            multiply(by: right, packing, threads, scratch + packing.sharedBytes)
          }
        }
      }
    }

    /// Rows of A as a panel.
    func leftPanel(
      rows lines: Range<Int>, depth: Range<Int>, _ blockDepth: Int,
      _ packed: UnsafeMutableRawPointer
    ) -> PairPanel {
      PairPanel(
        source: a.source, stride: a.stride, contiguousInDepth: a.contiguousInDepth, order: .lines,
        width: rows, lines: lines, lineCount: m, depth: depth, blockDepth: blockDepth,
        packed: packed)
    }

    /// Columns of B as a panel.
    func rightPanel(
      columns lines: Range<Int>, depth: Range<Int>, _ blockDepth: Int,
      _ packed: UnsafeMutableRawPointer
    ) -> PairPanel {
      PairPanel(
        source: b.source, stride: b.stride, contiguousInDepth: b.contiguousInDepth,
        order: .depths, width: Self.columns, lines: lines, lineCount: n, depth: depth,
        blockDepth: blockDepth, packed: packed)
    }

    /// Runs `body` on a thread that is ready to use the unit.
    func withUnit(_ body: () -> Void) {
      if unit == .amx { AMXTile.withTiles(body) } else { body() }
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
      by right: PairPanel, _ packing: Packing, _ threads: Int, _ scratch: UnsafeMutableRawPointer
    ) {
      let grid = TileGrid(
        rowStrips: (m + rows - 1) / rows, columnStrips: right.stripCount,
        costs: Self.costs(unit), lowerTriangle: lowerTriangle, threads: threads)
      forEach(grid.count, threads, deal: grid.deal) { index, thread in
        let packedRows = scratch + thread * packing.threadBytes
        let (rowStrips, columnStrips) = (grid.rowStrips(index), grid.columnStrips(index))
        withUnit { multiplyTile(rowStrips, columnStrips, right, packedRows) }
      }
    }

    private func multiplyTile(
      _ rowStrips: Range<Int>, _ columnStrips: Range<Int>, _ right: PairPanel,
      _ packedRows: UnsafeMutableRawPointer
    ) {
      let rows = rowStrips.lowerBound * rows..<min(m, rowStrips.upperBound * rows)
      let firstColumn = right.lines.lowerBound + columnStrips.lowerBound * right.width
      if lowerTriangle && firstColumn >= rows.upperBound { return }
      for block in 0..<right.blockCount {
        let start = right.depth.lowerBound + block * right.blockDepth
        let left = leftPanel(
          rows: rows, depth: start..<min(right.depth.upperBound, start + right.blockDepth),
          right.blockDepth, packedRows)
        for index in 0..<left.packingCount { left.pack(index) }
        for strip in columnStrips {
          multiply(left, block: 0, by: right, block: block, strip: strip)
        }
      }
    }

    /// Adds one block of depth to the part of C under a strip of B, tile after tile.
    func multiply(
      _ left: PairPanel, block leftBlock: Int, by right: PairPanel, block: Int, strip: Int
    ) {
      let beta = right.depth.lowerBound + block == 0 ? beta : 1
      let column = right.lines.lowerBound + strip * right.width
      for rowStrip in 0..<left.stripCount {
        let row = left.lines.lowerBound + rowStrip * left.width
        if lowerTriangle && column >= row + left.width { continue }
        let output = PairTileOutput(
          c: c + row * ldc + column, ldc: ldc, alpha: alpha, beta: beta,
          height: min(left.width, m - row), width: min(right.width, n - column),
          rows: left.width)
        output.write { c, ldc, accumulates in
          let (a, b) = (left.strip(rowStrip, block: leftBlock), right.strip(strip, block: block))
          let steps = right.steps(of: block)
          if unit == .amx {
            AMXTile.multiply(steps: steps, a: a, b: b, c: c, ldc: ldc, accumulates: accumulates)
          } else {
            PairProductTile.multiply(
              steps: steps, a: a, b: b, c: c, ldc: ldc, accumulates: accumulates)
          }
        }
      }
    }
  }
#endif

extension ProductUnit {
  /// Depth of one block for a product over `k`: even parts, whole steps of 32.
  ///
  /// A strip of B, and with tiles the rows of A, stay in the second cache; a block is long enough to pay
  /// for the sums that are read and written at its ends.
  func blockDepth(_ k: Int) -> Int {
    let most = self == .amx ? 2048 : 512
    let blocks = (k + most - 1) / most
    return ((k + blocks - 1) / blocks + 31) / 32 * 32
  }
}
