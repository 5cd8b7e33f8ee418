extension Reference {
  /// `y = x / (1 + exp(−x)) ∘ m`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func swiGLU<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = x[i] / (1 + ScalarMath.exp(-x[i])) * factor[i] }
  }

  /// `dx = dy ∘ m ∘ s (1 + x (1 − s))`, `dm = dy ∘ x s` with s = 1 / (1 + exp(−x)).
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func swiGLUBackward<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, factor: UnsafePointer<T>, dy: UnsafePointer<T>, count: Int,
    dx: UnsafeMutablePointer<T>, dfactor: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count {
      let s = 1 / (1 + ScalarMath.exp(-x[i]))
      let (slope, other) = (dy[i] * factor[i] * s * (1 + x[i] * (1 - s)), dy[i] * x[i] * s)
      (dx[i], dfactor[i]) = (slope, other)
    }
  }
}
