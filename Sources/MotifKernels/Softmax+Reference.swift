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

  /// Cross-entropy rows and, in place, `scale · (softmax − onehot)` with the z-loss term.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func crossEntropy<T: BinaryFloatingPoint>(
    logits: UnsafeMutablePointer<T>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    scale: T, zLoss: T, writeGradient: Bool, losses: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let x = logits + row * columns
      let label = Int(labels[row])
      let peak = (0..<columns).reduce(-T.infinity) { max($0, x[$1]) }
      var sum: T = 0
      for i in 0..<columns { sum += ScalarMath.exp(x[i] - peak) }
      let logSum = peak + ScalarMath.log(sum)
      losses[row] = label < 0 ? 0 : logSum - x[label] + zLoss * logSum * logSum
      guard writeGradient else { continue }
      for i in 0..<columns {
        let probability = ScalarMath.exp(x[i] - logSum)
        let gradient =
          probability * (1 + 2 * zLoss * logSum) - (i == label ? 1 : 0)
        x[i] = label < 0 ? 0 : scale * gradient
      }
    }
  }
}
