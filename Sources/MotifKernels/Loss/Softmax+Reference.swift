extension Reference {
  /// `y_i = exp(x_i − max x) / Σ_j exp(x_j − max x)`, row by row.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func softmax<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, rows: Int, columns: Int, y: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let x = x + row * columns
      let y = y + row * columns
      let peak = (0..<columns).reduce(-T.infinity) { max($0, x[$1]) }
      var sum: T = 0
      for i in 0..<columns {
        y[i] = ScalarMath.exp(x[i] - peak)
        sum += y[i]
      }
      for i in 0..<columns { y[i] /= sum }
    }
  }

  /// `dx = y ∘ (dy − Σ y∘dy)`, row by row.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func softmaxBackward<T: BinaryFloatingPoint>(
    y: UnsafePointer<T>, dy: UnsafePointer<T>, rows: Int, columns: Int,
    dx: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let start = row * columns
      var total: T = 0
      for i in start..<start + columns { total += y[i] * dy[i] }
      for i in start..<start + columns { dx[i] = y[i] * (dy[i] - total) }
    }
  }
}
