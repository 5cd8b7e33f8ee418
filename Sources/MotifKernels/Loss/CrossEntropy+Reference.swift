extension Reference {
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
