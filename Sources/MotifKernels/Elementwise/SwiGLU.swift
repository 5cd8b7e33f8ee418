internal import MotifVector

extension Vectorized {
  private static let swiGLUChunk = 16_384

  /// `y = x σ(x) ∘ m`, the inside of a SwiGLU feed-forward: two reads and one write.
  ///
  /// `y` may be `x` or `factor`. Chunks are multiples of the vector width, so that a number is computed
  /// alike wherever a chunk begins. Source: arXiv 2002.05202.
  package static func swiGLU(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>, count: Int,
    y: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(count, chunk: swiGLUChunk) { range in
      var i = range.lowerBound
      while i < range.upperBound {
        let width = min(vectorWidth, range.upperBound - i)
        let isWhole = width == vectorWidth
        let v = isWhole ? load(x, i) : loadPartial(x, i, count: width)
        let m = isWhole ? load(factor, i) : loadPartial(factor, i, count: width)
        let value = v * logistic(v) * m
        if isWhole { store(value, y, i) } else { storePartial(value, y, i, count: width) }
        i += vectorWidth
      }
    }
  }

  /// `dx = dy ∘ m ∘ σ(x) (1 + x (1 − σ(x)))`, `dm = dy ∘ x σ(x)`: three reads and two writes.
  ///
  /// `dx` and `dfactor` may be `x`, `factor` or `dy`, one each.
  package static func swiGLUBackward(
    x: UnsafePointer<Float>, factor: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int,
    dx: UnsafeMutablePointer<Float>, dfactor: UnsafeMutablePointer<Float>
  ) {
    let one = Vector(repeating: 1)
    Parallel.forEachRange(count, chunk: swiGLUChunk) { range in
      var i = range.lowerBound
      while i < range.upperBound {
        let width = min(vectorWidth, range.upperBound - i)
        let isWhole = width == vectorWidth
        let v = isWhole ? load(x, i) : loadPartial(x, i, count: width)
        let m = isWhole ? load(factor, i) : loadPartial(factor, i, count: width)
        let g = isWhole ? load(dy, i) : loadPartial(dy, i, count: width)
        let s = logistic(v)
        // 1 − σ(x) is σ(−x), which does not cancel where σ(x) is near 1.
        let slope = g * m * (s * multiplyAdd(v, logistic(-v), one))
        let other = g * (v * s)
        if isWhole {
          store(slope, dx, i)
          store(other, dfactor, i)
        } else {
          storePartial(slope, dx, i, count: width)
          storePartial(other, dfactor, i, count: width)
        }
        i += vectorWidth
      }
    }
  }
}
