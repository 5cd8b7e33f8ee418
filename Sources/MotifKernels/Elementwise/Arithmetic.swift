// Plain loops over one expression, as in Elementwise.swift: the optimiser takes lanes of them.

extension Vectorized {
  private static let arithmeticChunk = 32_768

  /// `out = scale · a / b`; `out` may be `a` or `b`.
  package static func divide(
    _ a: UnsafePointer<Float>, by b: UnsafePointer<Float>, scale: Float = 1, count: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: arithmeticChunk) { range in
      for i in range { out[i] = scale * a[i] / b[i] }
    }
  }

  /// `out = numerator / b`; `out` may be `b`.
  package static func divide(
    _ numerator: Float, by b: UnsafePointer<Float>, count: Int, out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: arithmeticChunk) { range in
      for i in range { out[i] = numerator / b[i] }
    }
  }

  /// `out = a / c`; `out` may be `a`.
  package static func divide(
    _ a: UnsafePointer<Float>, by c: Float, count: Int, out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: arithmeticChunk) { range in
      for i in range { out[i] = a[i] / c }
    }
  }

  /// The gradient of `y = a / b` for b: `db = −dy ∘ y / b`; `db` may be any input.
  package static func divisorBackward(
    y: UnsafePointer<Float>, b: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int,
    db: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: arithmeticChunk) { range in
      for i in range { db[i] = -dy[i] * y[i] / b[i] }
    }
  }

  /// `out = scale · a + shift`; `out` may be `a`.
  package static func affine(
    _ a: UnsafePointer<Float>, scale: Float, shift: Float, count: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: arithmeticChunk) { range in
      for i in range { out[i] = scale * a[i] + shift }
    }
  }
}
