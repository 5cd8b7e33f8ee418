/// A product with so few rows that packing B is a good part of the work.
///
/// A is packed once, a few blocks of depth at a time; each thread then goes down strips of columns on
/// its own, packs a block of B into its first or second cache and multiplies all rows by it at once, so
/// that B is read once and no packed number of it travels between caches. Elements of C are the same
/// chains of sums as in ``run()``.
extension PackedProduct {
  /// The most rows, 528 with AVX-512 and 264 without: their block of A has room in a second-level cache
  /// of 1 MB, which processors with AVX-512 have, or of 512 kB.
  private static var maximumRows: Int { 44 * RegisterTile.rows }
  /// Strips of B that are packed at once; long reads suit memory.
  private static var groupStrips: Int { 2 }

  private static var groupColumns: Int { groupStrips * RegisterTile.columns }

  /// Whether rows are few and columns enough to keep all threads busy.
  static func suitsFewRows(m: Int, n: Int, threads: Int) -> Bool {
    m <= maximumRows && n > (4 * threads - 1) * groupColumns
  }

  /// Numbers of scratch for packed blocks of A and each thread's block of B.
  static func fewRowsScratchCount(m: Int, packing: Packing, threads: Int) -> Int {
    OperandPanel.scratchCount(lines: m, depth: packing.depth, width: RegisterTile.rows)
      + threads * groupColumns * packing.blockDepth
  }

  func runFewRows(_ packing: Packing, _ threads: Int) {
    let blockCount = Self.groupColumns * packing.blockDepth
    let count = Self.fewRowsScratchCount(m: m, packing: packing, threads: threads)
    let groups = (n + Self.groupColumns - 1) / Self.groupColumns
    BufferPool.withScratch(count) { scratch in
      for start in stride(from: 0, to: k, by: packing.depth) {
        let left = OperandPanel(
          source: a.base, stride: a.stride, contiguousInDepth: a.contiguousInDepth,
          width: RegisterTile.rows, lines: 0..<m, depth: start..<min(k, start + packing.depth),
          blockDepth: packing.blockDepth, inPlace: false, packed: scratch + threads * blockCount)
        forEach(left.packingCount, threads) { index, _ in left.pack(index) }
        forEach(groups, threads) { group, thread in
          for block in 0..<left.blockCount {
            multiply(left, block, group, packed: scratch + thread * blockCount)
          }
        }
      }
    }
  }

  /// Adds one block of depth to all rows of a group of columns.
  private func multiply(
    _ left: OperandPanel, _ block: Int, _ group: Int, packed: UnsafeMutablePointer<Float>
  ) {
    let start = left.depth.lowerBound + block * left.blockDepth
    let columns = group * Self.groupColumns..<min(n, (group + 1) * Self.groupColumns)
    let right = OperandPanel(
      source: b.base, stride: b.stride, contiguousInDepth: b.contiguousInDepth,
      width: RegisterTile.columns, lines: columns, depth: start..<start + left.depth(of: block),
      blockDepth: left.blockDepth, inPlace: false, packed: packed)
    for index in 0..<right.packingCount { right.pack(index) }
    for strip in 0..<right.stripCount {
      multiply(left, block: block, by: right, block: 0, strip: strip) { rowStrip in
        coming(right, line: strip * left.stripCount + rowStrip)
      }
    }
  }

  /// The numbers of B that are packed next, below this block or at the top of the next group; each
  /// tile asks for a line of every row.
  ///
  /// The processor foresees them by itself where they are neighbours in depth.
  private func coming(_ right: OperandPanel, line: Int) -> RegisterTile.ComingNumbers {
    guard !b.contiguousInDepth else { return .init(next: right.packed, step: 0) }
    let isLast = right.depth.upperBound == k
    let next = isLast ? Self.groupColumns : right.depth.upperBound * b.stride
    let lines = Self.groupColumns / 16
    return .init(
      next: b.base + right.lines.lowerBound + next + line % lines * 16, step: b.stride)
  }
}
