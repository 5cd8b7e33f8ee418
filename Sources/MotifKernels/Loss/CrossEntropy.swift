extension Vectorized {
  /// Cross-entropy of every row of logits and its gradient, in place.
  ///
  /// `loss = log Σ_j exp x_j − x_label` (+ `zLoss · (log Σ exp)²`); rows whose label is negative count
  /// nothing. With `writeGradient` the logits are replaced by `scale · (softmax(x) − onehot)`
  /// (and the z-loss term), zero for ignored rows.
  ///
  /// - Parameters:
  ///   - logits: `[rows, columns]`, read, and overwritten when `writeGradient` is true.
  ///   - labels: `[rows]`, in 0 ..< columns, or negative to ignore the row.
  ///   - losses: `[rows]`, written, unscaled.
  package static func crossEntropy(
    logits: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    scale: Float, zLoss: Float, writeGradient: Bool, losses: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let x = logits + row * columns
        let label = Int(labels[row])
        guard label >= 0 else {
          losses[row] = 0
          if writeGradient { x.update(repeating: 0, count: columns) }
          continue
        }
        let target = x[label]
        let (peak, total) =
          writeGradient
          ? exponentialRow(x, columns, into: x) : (rowMaximum(x, columns), 0)
        let sum = writeGradient ? total : exponentialSum(x, columns, peak)
        let logSum = peak + ScalarMath.log(sum)
        losses[row] = logSum - target + zLoss * logSum * logSum
        if writeGradient {
          let factor = scale * (1 + 2 * zLoss * logSum) / sum
          for i in 0..<columns { x[i] *= factor }
          x[label] -= scale
        }
      }
    }
  }
}
