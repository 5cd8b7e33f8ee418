extension Reference {
  /// `out[block, i] (+)= a[block, i]` for blocks `stride` and `outStride` apart.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func copyBlocks<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, stride: Int, count: Int, length: Int, out: UnsafeMutablePointer<T>,
    outStride: Int, accumulate: Bool = false
  ) {
    for block in 0..<count {
      for i in 0..<length {
        let old = accumulate ? out[block * outStride + i] : 0
        out[block * outStride + i] = old + a[block * stride + i]
      }
    }
  }
}
