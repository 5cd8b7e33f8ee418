/// A matrix product by panels of the operands and tiles of C.
///
/// Loops, outside in: blocks of columns, of depth and of rows that bound the packed memory; in each
/// a parallel region that packs operands and one that computes tiles of C. B is always packed; a
/// row-major A is read in place where few columns would have to pay for packing it. A tile runs
/// through its depth blocks in order, so each element of C is summed in an order set by `k` alone.
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
  private static var maximumDepth: Int { 256 }
  /// Depth blocks that are packed at once.
  private static var packedBlocks: Int { 8 }
  /// Columns of B that are packed at once.
  private static var packedColumns: Int { 4608 }
  /// Rows of A that are packed at once: few, because a buffer that is used again stays in cache.
  private static var packedRows: Int { 384 }

  /// The most columns of C for which a row-major A is read in place.
  private static var inPlaceColumns: Int { 512 }

  /// Whether the work is worth a fork (tens of microseconds).
  private var isParallel: Bool { m * n * k > 1 << 19 }

  /// Where a product's packed operands lie in its scratch: B first, then A.
  struct Packing {
    let blockDepth: Int
    let depth: Int
    /// Rows of a block: whole strips, shared out evenly.
    let rowBlock: Int
    let readsAInPlace: Bool
    let aOffset: Int
    let count: Int

    init(m: Int, n: Int, k: Int, transposeA: Bool) {
      readsAInPlace = !transposeA && n <= inPlaceColumns
      let strips = (m + RegisterTile.rows - 1) / RegisterTile.rows
      let rowBlocks = readsAInPlace ? 1 : (m + packedRows - 1) / packedRows
      rowBlock = (strips + rowBlocks - 1) / rowBlocks * RegisterTile.rows
      let blocks = (k + maximumDepth - 1) / maximumDepth
      blockDepth = (k + blocks - 1) / blocks
      depth = min(k, packedBlocks * blockDepth)
      let bCount = OperandPanel.scratchCount(
        lines: min(n, packedColumns), depth: depth, width: RegisterTile.columns)
      aOffset = (bCount + 15) / 16 * 16
      let aCount = OperandPanel.scratchCount(
        lines: readsAInPlace ? m % RegisterTile.rows : rowBlock, depth: depth,
        width: RegisterTile.rows)
      count = aOffset + aCount
    }
  }

  func run() {
    let packing = Packing(m: m, n: n, k: k, transposeA: !a.contiguousInDepth)
    let (blockDepth, packedDepth) = (packing.blockDepth, packing.depth)
    let rowBlock = packing.rowBlock
    BufferPool.withScratch(packing.count) { scratch in
      for column in stride(from: 0, to: n, by: Self.packedColumns) {
        let columns = column..<min(n, column + Self.packedColumns)
        for start in stride(from: 0, to: k, by: packedDepth) {
          let depth = start..<min(k, start + packedDepth)
          let right = panel(b, columns, depth, blockDepth, RegisterTile.columns, scratch)
          for row in stride(from: 0, to: m, by: rowBlock) {
            let rows = row..<min(m, row + rowBlock)
            let left = panel(
              a, rows, depth, blockDepth, RegisterTile.rows, scratch + packing.aOffset,
              inPlace: packing.readsAInPlace)
            pack(left, right, packsRight: row == 0)
            multiply(left, right)
          }
        }
      }
    }
  }

  private func panel(
    _ operand: Operand, _ lines: Range<Int>, _ depth: Range<Int>, _ blockDepth: Int, _ width: Int,
    _ packed: UnsafeMutablePointer<Float>, inPlace: Bool = false
  ) -> OperandPanel {
    OperandPanel(
      source: operand.base, stride: operand.stride, contiguousInDepth: operand.contiguousInDepth,
      width: width, lines: lines, depth: depth, blockDepth: blockDepth, inPlace: inPlace,
      packed: packed)
  }

  private func forEach(_ count: Int, _ body: (Int) -> Void) {
    if isParallel {
      Parallel.forEach(count, body)
    } else {
      for index in 0..<count { body(index) }
    }
  }

  /// Packs both panels in one region.
  private func pack(_ left: OperandPanel, _ right: OperandPanel, packsRight: Bool) {
    let leftCount = left.packingCount
    forEach(leftCount + (packsRight ? right.packingCount : 0)) { index in
      if index < leftCount { left.pack(index) } else { right.pack(index - leftCount) }
    }
  }

  /// Computes the tiles of C under two packed panels.
  private func multiply(_ left: OperandPanel, _ right: OperandPanel) {
    let grid = TileGrid(rowStrips: left.stripCount, columnStrips: right.stripCount)
    forEach(grid.count) { index in
      // Tiles that follow one another share their columns, so that B's strips stay in L2.
      multiplyTile(left, right, grid.rowStrips(index), grid.columnStrips(index))
    }
  }

  private func multiplyTile(
    _ left: OperandPanel, _ right: OperandPanel, _ rowStrips: Range<Int>, _ columnStrips: Range<Int>
  ) {
    for block in 0..<left.blockCount {
      let isFirst = left.depth.lowerBound == 0 && block == 0
      let depth = left.depth(of: block)
      for columnStrip in columnStrips {
        let column = right.lines.lowerBound + columnStrip * right.width
        let bStrip = right.strip(columnStrip, block: block).base
        for rowStrip in rowStrips {
          let row = left.lines.lowerBound + rowStrip * left.width
          if lowerTriangle && column >= row + left.width { continue }
          RegisterTile.multiply(
            depth: depth, a: left.strip(rowStrip, block: block), b: bStrip,
            alpha: alpha, beta: isFirst ? beta : 1, c: c + row * ldc + column, ldc: ldc,
            height: min(left.width, left.lines.upperBound - row),
            width: min(right.width, right.lines.upperBound - column))
        }
      }
    }
  }
}

/// How C is cut into tiles of whole strips: by its size alone.
struct TileGrid {
  let rowStripCount: Int
  let columnStripCount: Int
  let rowTiles: Int
  let columnTiles: Int

  /// Tiles of at most 16 × 8 strips (192 × 256 with AVX-512), halved while there are fewer than 48.
  init(rowStrips: Int, columnStrips: Int) {
    rowStripCount = rowStrips
    columnStripCount = columnStrips
    var height = 16
    var width = 8
    func tiles(_ strips: Int, _ size: Int) -> Int { (strips + size - 1) / size }
    while tiles(rowStrips, height) * tiles(columnStrips, width) < 48, height > 4 || width > 2 {
      if height > 2 * width { height /= 2 } else { width /= 2 }
      if width < 2 {
        width = 2
        height /= 2
      }
    }
    rowTiles = tiles(rowStrips, height)
    columnTiles = tiles(columnStrips, width)
  }

  var count: Int { rowTiles * columnTiles }

  func rowStrips(_ index: Int) -> Range<Int> {
    let tile = index % rowTiles
    return tile * rowStripCount / rowTiles..<(tile + 1) * rowStripCount / rowTiles
  }

  func columnStrips(_ index: Int) -> Range<Int> {
    let tile = index / rowTiles
    return tile * columnStripCount / columnTiles..<(tile + 1) * columnStripCount / columnTiles
  }
}
