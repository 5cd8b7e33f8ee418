extension Reference {
  /// `y = exp x`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func exp<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = ScalarMath.exp(x[i]) }
  }

  /// `y = log x`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func log<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = ScalarMath.log(x[i]) }
  }

  /// `y = √x`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func squareRoot<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = x[i].squareRoot() }
  }

  /// `y = 1 / (1 + exp(−x))`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func sigmoid<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = 1 / (1 + ScalarMath.exp(-x[i])) }
  }

  /// `dx = dy ∘ y ∘ (1 − y)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func sigmoidBackward<T: BinaryFloatingPoint>(
    y: UnsafePointer<T>, dy: UnsafePointer<T>, count: Int, dx: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { dx[i] = dy[i] * y[i] * (1 - y[i]) }
  }

  /// `y = 1 − 2 / (exp(2x) + 1)`, which is tanh x.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func tanh<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = 1 - 2 / (ScalarMath.exp(2 * x[i]) + 1) }
  }

  /// `dx = dy ∘ (1 − y²)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func tanhBackward<T: BinaryFloatingPoint>(
    y: UnsafePointer<T>, dy: UnsafePointer<T>, count: Int, dx: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { dx[i] = dy[i] * (1 - y[i] * y[i]) }
  }

  /// `y = x / (1 + exp(−x))`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func silu<T: BinaryFloatingPoint>(
    _ x: UnsafePointer<T>, count: Int, y: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count { y[i] = x[i] / (1 + ScalarMath.exp(-x[i])) }
  }

  /// `dx = dy ∘ s (1 + x (1 − s))` with s = 1 / (1 + exp(−x)).
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func siluBackward<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, dy: UnsafePointer<T>, count: Int, dx: UnsafeMutablePointer<T>
  ) {
    for i in 0..<count {
      let s = 1 / (1 + ScalarMath.exp(-x[i]))
      dx[i] = dy[i] * s * (1 + x[i] * (1 - s))
    }
  }
}
