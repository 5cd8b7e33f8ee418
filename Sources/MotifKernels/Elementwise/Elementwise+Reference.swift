extension Reference {
  /// `out = a + scale · b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func add<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, scale: T, count: Int,
    out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = a[i] + scale * b[i] }
  }

  /// `out = a ∘ b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func multiply<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = a[i] * b[i] }
  }
}
