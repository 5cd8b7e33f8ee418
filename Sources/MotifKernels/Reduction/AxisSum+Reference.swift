extension Reference {
  /// `out[o, i] = Σ_k a[o, k, i]`, first to last.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func sumAxis<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, outer: Int, length: Int, inner: Int, out: UnsafeMutablePointer<T>
  ) {
    for o in 0..<outer {
      for i in 0..<inner {
        var total: T = 0
        for k in 0..<length { total += a[(o * length + k) * inner + i] }
        out[o * inner + i] = total
      }
    }
  }

  /// `out[o, k, i] = a[o, i]` for every k of `copies`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func repeatAxis<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, outer: Int, copies: Int, inner: Int, out: UnsafeMutablePointer<T>
  ) {
    for o in 0..<outer {
      for k in 0..<copies {
        for i in 0..<inner { out[(o * copies + k) * inner + i] = a[o * inner + i] }
      }
    }
  }
}
