package import MotifVector

extension Vectorized {
  /// Numbers that one thread converts at a time.
  private static let conversionChunk = 1 << 16

  /// Rounds `count` numbers to bfloat16, to nearest with ties to even; the ranges must not overlap.
  ///
  /// Runs at the speed of memory, on all threads.
  package static func encodeBFloat16(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    Parallel.forEachRange(count, chunk: conversionChunk) { range in
      BFloat16.encode(
        source + range.lowerBound, into: target + range.lowerBound, count: range.count)
    }
  }

  /// Widens `count` bfloat16 numbers to Float32, exactly; the ranges must not overlap.
  package static func decodeBFloat16(
    _ source: UnsafePointer<UInt16>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    Parallel.forEachRange(count, chunk: conversionChunk) { range in
      BFloat16.decode(
        source + range.lowerBound, into: target + range.lowerBound, count: range.count)
    }
  }
}
