#if arch(x86_64) && MOTIF_AVX512
  /// A product with so few rows that packing B is a good part of the work, as in decoding.
  ///
  /// A is packed once; each thread then goes down strips of columns on its own, packs a block of B into
  /// its second cache and multiplies all rows by it at once, so that B is read once and no packed number
  /// of it travels through memory. Elements of C are the same chains of sums as in ``run()``.
  extension BFloat16Product {
    /// The most rows: their block of A has room in a second-level cache.
    private static var maximumRows: Int { 256 }
    /// Strips of B that are packed at once; long reads suit memory.
    private static var groupStrips: Int { 2 }

    private static var groupColumns: Int { groupStrips * columns }

    /// Whether rows are few and columns enough to keep all threads busy.
    static func suitsFewRows(m: Int, n: Int, threads: Int) -> Bool {
      m <= maximumRows && n > (4 * threads - 1) * groupColumns
    }

    /// Bytes for packed blocks of A, and for each thread's block of B.
    private static func bytes(
      _ unit: ProductUnit, m: Int, packing: Packing
    ) -> (left: Int, right: Int) {
      (
        PairPanel.byteCount(lines: m, depth: packing.depth, width: rows(unit)),
        PairPanel.byteCount(lines: groupColumns, depth: packing.blockDepth, width: columns)
      )
    }

    /// Numbers of scratch that ``runFewRows(_:_:)`` takes.
    static func fewRowsScratchCount(
      _ unit: ProductUnit, m: Int, packing: Packing, threads: Int
    ) -> Int {
      let bytes = bytes(unit, m: m, packing: packing)
      return (bytes.left + threads * bytes.right) / MemoryLayout<Float>.stride
    }

    func runFewRows(_ packing: Packing, _ threads: Int) {
      let bytes = Self.bytes(unit, m: m, packing: packing)
      let count = Self.fewRowsScratchCount(unit, m: m, packing: packing, threads: threads)
      let groups = (n + Self.groupColumns - 1) / Self.groupColumns
      BufferPool.withScratch(count) { scratch in
        let scratch = UnsafeMutableRawPointer(scratch)
        for start in stride(from: 0, to: k, by: packing.depth) {
          let left = leftPanel(
            rows: 0..<m, depth: start..<min(k, start + packing.depth), packing.blockDepth, scratch)
          forEach(left.packingCount, threads) { index, _ in left.pack(index) }
          forEach(groups, threads) { group, thread in
            withUnit {
              for block in 0..<left.blockCount {
                multiply(
                  left, block, group, packed: scratch + bytes.left + thread * bytes.right)
              }
            }
          }
        }
      }
    }

    /// Adds one block of depth to all rows of a group of columns.
    private func multiply(
      _ left: PairPanel, _ block: Int, _ group: Int, packed: UnsafeMutableRawPointer
    ) {
      let start = left.depth.lowerBound + block * left.blockDepth
      let columns = group * Self.groupColumns..<min(n, (group + 1) * Self.groupColumns)
      let depth = start..<min(left.depth.upperBound, start + left.blockDepth)
      let right = rightPanel(columns: columns, depth: depth, left.blockDepth, packed)
      for index in 0..<right.packingCount { right.pack(index) }
      for strip in 0..<right.stripCount {
        multiply(left, block: block, by: right, block: 0, strip: strip)
      }
    }
  }
#endif
