extension Reference {
  /// `y = x · r ∘ w`, `r = (mean(x²) + ε)^(−1/2)`, row by row.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func rmsNorm<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, weight: UnsafePointer<T>, epsilon: T, rows: Int, columns: Int,
    y: UnsafeMutablePointer<T>, inverseRMS: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let x = x + row * columns
      var squares: T = 0
      for i in 0..<columns { squares += x[i] * x[i] }
      let r = 1 / (squares / T(columns) + epsilon).squareRoot()
      inverseRMS[row] = r
      for i in 0..<columns { y[row * columns + i] = x[i] * r * weight[i] }
    }
  }

  /// `dx = r (dy∘w − x̂ · mean(dy∘w∘x̂))`, `dw = Σ_rows dy∘x̂`, with x̂ = x·r.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func rmsNormBackward<T: BinaryFloatingPoint>(
    x: UnsafePointer<T>, weight: UnsafePointer<T>, inverseRMS: UnsafePointer<T>,
    dy: UnsafePointer<T>, rows: Int, columns: Int,
    dx: UnsafeMutablePointer<T>, dweight: UnsafeMutablePointer<T>
  ) {
    for i in 0..<columns { dweight[i] = 0 }
    for row in 0..<rows {
      let start = row * columns
      let r = inverseRMS[row]
      var mean: T = 0
      for i in 0..<columns {
        let normalised = x[start + i] * r
        mean += dy[start + i] * weight[i] * normalised / T(columns)
        dweight[i] += dy[start + i] * normalised
      }
      for i in 0..<columns {
        dx[start + i] = r * (dy[start + i] * weight[i] - x[start + i] * r * mean)
      }
    }
  }
}
