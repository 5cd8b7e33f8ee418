internal import MotifVector

// Plain loops over one expression: the optimiser vectorises and unrolls them better than explicit
// vectors would be. Chunks of 32 Ki numbers keep small tensors on one thread.

extension Vectorized {
  private static let elementChunk = 32_768

  /// `out = a + scale · b`; `out` may be `a` or `b`.
  package static func add(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, scale: Float = 1, count: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: elementChunk) { range in
      for i in range { out[i] = a[i] + scale * b[i] }
    }
  }

  /// `out = a ∘ b`; `out` may be `a` or `b`.
  package static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: elementChunk) { range in
      for i in range { out[i] = a[i] * b[i] }
    }
  }

  /// `out += a ∘ b`.
  package static func multiplyAccumulate(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: elementChunk) { range in
      for i in range { out[i] += a[i] * b[i] }
    }
  }

  /// `out = scale · a`; `out` may be `a`.
  package static func scale(
    _ a: UnsafePointer<Float>, by scale: Float, count: Int, out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: elementChunk) { range in
      for i in range { out[i] = scale * a[i] }
    }
  }

  /// `out[row, i] = scales[row] · a[row, i]`; `out` may be `a`.
  package static func scaleRows(
    _ a: UnsafePointer<Float>, by scales: UnsafePointer<Float>, rows: Int, columns: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let factor = scales[row]
        let start = row * columns
        for i in start..<start + columns { out[i] = factor * a[i] }
      }
    }
  }
}
