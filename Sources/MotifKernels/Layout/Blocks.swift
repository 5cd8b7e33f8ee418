extension Vectorized {
  private static let blockChunk = 32_768

  /// Copies `count` blocks of `length` numbers, which lie `stride` apart, to blocks `outStride` apart;
  /// adds to what is there when `accumulate` is true.
  ///
  /// A slice along an axis is one such copy, and a concatenation one for each part. Blocks of `out`
  /// must not overlap, nor the blocks of `a`.
  package static func copyBlocks(
    _ a: UnsafePointer<Float>, stride: Int, count: Int, length: Int,
    out: UnsafeMutablePointer<Float>, outStride: Int, accumulate: Bool = false
  ) {
    // Long blocks are shared by several tasks, short ones share one.
    let pieces = max(1, (length + blockChunk - 1) / blockChunk)
    let piece = (length + pieces - 1) / pieces
    Parallel.forEachRange(count * pieces, chunk: max(1, blockChunk / max(1, piece))) { range in
      for index in range {
        let (block, start) = (index / pieces, index % pieces * piece)
        let numbers = min(length, start + piece) - start
        let source = a + block * stride + start
        let target = out + block * outStride + start
        if accumulate {
          for i in 0..<numbers { target[i] += source[i] }
        } else {
          target.update(from: source, count: numbers)
        }
      }
    }
  }
}
