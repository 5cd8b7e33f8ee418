/// How C is cut into tiles of whole strips, which threads claim one by one.
struct TileGrid {
  let rowStripCount: Int
  let columnStripCount: Int
  let rowTiles: Int
  let columnTiles: Int
  /// Rows of tiles that are dealt to one thread.
  private let groupRows: Int
  private let isTriangle: Bool

  /// Tiles of a triangle differ in cost; they are in order of falling cost within a column.
  var deal: Parallel.Deal { isTriangle ? .turns : .runs }

  /// What the rows of a tile cost, in units of a register tile's arithmetic.
  struct Costs {
    /// The most strips of rows in a tile.
    let maximumHeight: Int
    /// Packing or reading a strip of A.
    let left: Double
    /// What packing costs more, shared by the strips of a tile.
    let sharedLeft: Double
  }

  /// The most strips of columns in a tile (1024 columns with AVX-512).
  private static var maximumWidth: Int { 32 }

  /// The cut that is done first by estimate.
  ///
  /// In units of a register tile's arithmetic: loading a strip of B costs 1, which the rows of a tile
  /// share; the columns share the `costs` of the rows. The slowest thread counts: it computes a whole number of tiles and ends late by half a tile of two threads, by up to one and
  /// a half of many, which others on their cores slow down unequally. Numbers were fitted on 2 and 16
  /// cores, where strips come from the caches of other cores.
  init(
    rowStrips: Int, columnStrips: Int, costs: Costs, lowerTriangle: Bool, threads: Int
  ) {
    rowStripCount = rowStrips
    columnStripCount = columnStrips
    var best = (rows: 1, columns: 1, cost: Double.infinity)
    var width = Self.maximumWidth
    while width > 0 {
      for height in 1...costs.maximumHeight {
        let rows = Self.count(rowStrips, height)
        let columns = Self.count(columnStrips, width)
        let area = Self.count(rowStrips, rows) * Self.count(columnStrips, columns)
        let strips = (
          Double(rowStrips) / Double(rows), Double(columnStrips) / Double(columns)
        )
        let left = costs.left + costs.sharedLeft / strips.0
        let registerTile = 1 + 1 / strips.0 + left / strips.1
        let tiles = Self.count(rows * columns, lowerTriangle ? 2 : 1)
        let rounds = Double(Self.count(tiles, threads)) + max(0, 1.5 - 2 / Double(threads))
        let cost = rounds * Double(area) * registerTile
        if cost < best.cost { best = (rows, columns, cost) }
      }
      width /= 2
    }
    rowTiles = best.rows
    columnTiles = best.columns
    isTriangle = lowerTriangle
    groupRows = lowerTriangle ? rowTiles : Self.count(rowTiles, threads)
  }

  private static func count(_ total: Int, _ part: Int) -> Int { (total + part - 1) / part }

  var count: Int { rowTiles * columnTiles }

  /// Where a tile lies.
  ///
  /// Each thread's run of indices covers about the rows that its runs of other kernels cover, so that
  /// it finds what it wrote, and goes through them column by column, so that strips of B stay in its
  /// cache.
  private func place(_ index: Int) -> (row: Int, column: Int) {
    let group = index / (groupRows * columnTiles)
    let first = group * groupRows
    let rows = min(groupRows, rowTiles - first)
    let (column, row) = (index - first * columnTiles).quotientAndRemainder(dividingBy: rows)
    return (isTriangle ? rowTiles - 1 - row : first + row, column)
  }

  func rowStrips(_ index: Int) -> Range<Int> {
    let tile = place(index).row
    return tile * rowStripCount / rowTiles..<(tile + 1) * rowStripCount / rowTiles
  }

  func columnStrips(_ index: Int) -> Range<Int> {
    let tile = place(index).column
    return tile * columnStripCount / columnTiles..<(tile + 1) * columnStripCount / columnTiles
  }
}
