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

  /// `out += a ∘ b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func multiplyAccumulate<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] += a[i] * b[i] }
  }

  /// `out = scale · a`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func scale<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, by scale: T, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = scale * a[i] }
  }

  /// `out[row, i] = scales[row] · a[row, i]`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func scaleRows<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, by scales: UnsafePointer<T>, rows: Int, columns: Int,
    out: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      for i in 0..<columns { out[row * columns + i] = scales[row] * a[row * columns + i] }
    }
  }
}
