extension Reference {
  /// `Σ a_i · b_i`, first to last.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func dot<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, count: Int
  ) -> T {
    var total: T = 0
    for i in 0..<count { total += a[i] * b[i] }
    return total
  }

  /// `Σ a_i`, first to last.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func sum<T: BinaryFloatingPoint>(_ a: UnsafePointer<T>, count: Int) -> T {
    var total: T = 0
    for i in 0..<count { total += a[i] }
    return total
  }

  /// Whether every number is finite.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func allFinite<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, count: Int
  ) -> Bool {
    (0..<count).allSatisfy { a[$0].isFinite }
  }
}
