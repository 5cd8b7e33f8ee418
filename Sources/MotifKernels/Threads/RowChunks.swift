/// How row-wise kernels split their rows: by the problem alone, so that bits do not depend on the
/// number of threads.
enum RowChunks {
  /// Rows of one chunk: at least 16 Ki numbers of work, and at most 64 chunks.
  static func size(rows: Int, columns: Int) -> Int {
    max((rows + 63) / 64, (16_384 + columns - 1) / max(1, columns))
  }

  static func count(rows: Int, columns: Int) -> Int {
    let size = size(rows: rows, columns: columns)
    return (rows + size - 1) / size
  }

  /// Runs `body(chunk, rows)` on every chunk in parallel.
  static func forEach(rows: Int, columns: Int, _ body: (Int, Range<Int>) -> Void) {
    let size = size(rows: rows, columns: columns)
    Parallel.forEach(count(rows: rows, columns: columns)) { chunk in
      body(chunk, chunk * size..<min(rows, (chunk + 1) * size))
    }
  }

  /// Adds per-chunk partial sums to `total` in chunk order: `total[i] (+)= Σ_c partial[c, i]`.
  static func reduce(
    partials: UnsafePointer<Float>, chunks: Int, columns: Int,
    into total: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    if !accumulate { total.update(repeating: 0, count: columns) }
    // Chunk after chunk over all columns: neighbours in memory, and each column in chunk order.
    for chunk in 0..<chunks {
      let partial = partials + chunk * columns
      for column in 0..<columns { total[column] += partial[column] }
    }
  }
}
