extension Reference {
  /// `Σ a_i · b_i` in Double, first to last.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func dot<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, count: Int
  ) -> Double {
    var total = 0.0
    for i in 0..<count { total += Double(a[i]) * Double(b[i]) }
    return total
  }

  /// `Σ a_i` in Double, first to last.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func sum<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, count: Int
  ) -> Double {
    var total = 0.0
    for i in 0..<count { total += Double(a[i]) }
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
