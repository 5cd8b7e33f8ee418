extension Reference {
  /// `out = scale · a / b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func divide<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, by b: UnsafePointer<T>, scale: T = 1, count: Int,
    out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = scale * a[i] / b[i] }
  }

  /// `out = numerator / b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func divide<T: BinaryFloatingPoint>(
    _ numerator: T, by b: UnsafePointer<T>, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = numerator / b[i] }
  }

  /// `out = a / c`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func divide<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, by c: T, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = a[i] / c }
  }

  /// `db = −dy ∘ y / b`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func divisorBackward<T: BinaryFloatingPoint>(
    y: UnsafePointer<T>, b: UnsafePointer<T>, dy: UnsafePointer<T>, count: Int,
    db: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { db[i] = -dy[i] * y[i] / b[i] }
  }

  /// `out = scale · a + shift`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func affine<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, scale: T, shift: T, count: Int, out: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { out[i] = scale * a[i] + shift }
  }
}
