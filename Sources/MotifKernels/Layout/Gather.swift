extension Vectorized {
  /// Embedding lookup: `y[row] = table[ids[row]]`; every id must be a row of the table.
  package static func gather(
    table: UnsafePointer<Float>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        (y + row * columns).update(from: table + Int(ids[row]) * columns, count: columns)
      }
    }
  }

  /// Gradient of ``gather(table:ids:rows:columns:y:)``: `dtable[ids[row]] += dy[row]`.
  ///
  /// Threads split the columns, and each adds its rows first to last, so the order of every sum is
  /// fixed however often an id occurs.
  package static func scatterAdd(
    dy: UnsafePointer<Float>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    dtable: UnsafeMutablePointer<Float>
  ) {
    let chunk = max(32, 32_768 / max(1, rows))
    Parallel.forEachRange(columns, chunk: chunk) { range in
      for row in 0..<rows {
        let source = dy + row * columns
        let target = dtable + Int(ids[row]) * columns
        for i in range { target[i] += source[i] }
      }
    }
  }
}

extension Reference {
  /// `y[row] = table[ids[row]]`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func gather<T: BinaryFloatingPoint>(
    table: UnsafePointer<T>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      for i in 0..<columns { y[row * columns + i] = table[Int(ids[row]) * columns + i] }
    }
  }

  /// `dtable[ids[row]] += dy[row]`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func scatterAdd<T: BinaryFloatingPoint>(
    dy: UnsafePointer<T>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    dtable: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      for i in 0..<columns { dtable[Int(ids[row]) * columns + i] += dy[row * columns + i] }
    }
  }
}
