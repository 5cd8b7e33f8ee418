extension Vectorized {
  /// Embedding lookup: `y[row] = table[ids[row]]`, and zeros for a negative id.
  ///
  /// Every other id must be a row of the table.
  package static func gather(
    table: UnsafePointer<Float>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let (id, target) = (Int(ids[row]), y + row * columns)
        guard id >= 0 else {
          target.update(repeating: 0, count: columns)
          continue
        }
        target.update(from: table + id * columns, count: columns)
      }
    }
  }

  /// Gradient of ``gather(table:ids:rows:columns:y:)``: `dtable[ids[row]] += dy[row]`
  /// where the id is not negative.
  ///
  /// Threads split the columns, and each adds its rows first to last, so the order of every sum is
  /// fixed however often an id occurs.
  package static func scatterAdd(
    dy: UnsafePointer<Float>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    dtable: UnsafeMutablePointer<Float>
  ) {
    let chunk = max(32, 32_768 / max(1, rows))
    Parallel.forEachRange(columns, chunk: chunk) { range in
      for row in 0..<rows where ids[row] >= 0 {
        let source = dy + row * columns
        let target = dtable + Int(ids[row]) * columns
        for i in range { target[i] += source[i] }
      }
    }
  }
}

extension Reference {
  /// `y[row] = table[ids[row]]`, zeros for a negative id.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func gather<T: BinaryFloatingPoint>(
    table: UnsafePointer<T>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    y: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      for i in 0..<columns {
        y[row * columns + i] = ids[row] < 0 ? 0 : table[Int(ids[row]) * columns + i]
      }
    }
  }

  /// `dtable[ids[row]] += dy[row]` where the id is not negative.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func scatterAdd<T: BinaryFloatingPoint>(
    dy: UnsafePointer<T>, ids: UnsafePointer<Int32>, rows: Int, columns: Int,
    dtable: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows where ids[row] >= 0 {
      for i in 0..<columns { dtable[Int(ids[row]) * columns + i] += dy[row * columns + i] }
    }
  }
}
