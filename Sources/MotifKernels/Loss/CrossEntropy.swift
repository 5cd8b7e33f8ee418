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
        let peak = rowMaximum(x, columns)
        let terms = crossEntropyTerms(x, columns, label, peak, writeExponentials: writeGradient)
        losses[row] = crossEntropyRow(
          x, columns, label, peak, terms, scale, zLoss, writeGradient: writeGradient)
      }
    }
  }

  /// The maximum of every row, or of a piece of it; 0 for ignored rows, −∞ for empty pieces.
  ///
  /// The first of three passes of ``crossEntropy(logits:labels:rows:columns:scale:zLoss:writeGradient:losses:)``
  /// over pieces of rows: maxima, then sums of the pieces are one for the whole row in the next pass.
  package static func crossEntropyPeaks(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    peaks: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        peaks[row] = labels[row] < 0 ? 0 : rowMaximum(logits + row * columns, columns)
      }
    }
  }

  /// `Σ exp(x − peak)` of every row, or of a piece of it, and the label's logit.
  ///
  /// - Parameters:
  ///   - logits: `[rows, columns]`, columns `first ..< first + columns` of the whole rows; overwritten
  ///     by `exp(x − peak)` when `writeExponentials` is true.
  ///   - labels: `[rows]`, columns of the whole rows.
  ///   - peaks: `[rows]`, the maxima of the whole rows.
  ///   - terms: `[2, rows]`, written: sums, then logits of labels, 0 where the label is in another
  ///     piece. Both are 0 for ignored rows.
  package static func crossEntropyTerms(
    logits: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, first: Int,
    peaks: UnsafePointer<Float>, rows: Int, columns: Int, writeExponentials: Bool,
    terms: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        guard labels[row] >= 0 else {
          (terms[row], terms[rows + row]) = (0, 0)
          continue
        }
        (terms[row], terms[rows + row]) = crossEntropyTerms(
          logits + row * columns, columns, Int(labels[row]) - first, peaks[row],
          writeExponentials: writeExponentials)
      }
    }
  }

  /// Losses, and gradients in place of the exponentials, from the terms of whole rows.
  ///
  /// - Parameters:
  ///   - exponentials: `[rows, columns]`, as ``crossEntropyTerms(logits:labels:first:peaks:rows:columns:writeExponentials:terms:)``
  ///     left them; overwritten by this piece of the gradient when `writeGradient` is true.
  ///   - peaks: `[rows]`, of whole rows.
  ///   - terms: `[2, rows]`, of whole rows.
  ///   - losses: `[rows]`, written, unscaled.
  package static func crossEntropyFromTerms(
    exponentials: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, first: Int,
    peaks: UnsafePointer<Float>, terms: UnsafePointer<Float>, rows: Int, columns: Int,
    scale: Float, zLoss: Float, writeGradient: Bool, losses: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let x = exponentials + row * columns
        guard labels[row] >= 0 else {
          losses[row] = 0
          if writeGradient { x.update(repeating: 0, count: columns) }
          continue
        }
        losses[row] = crossEntropyRow(
          x, columns, Int(labels[row]) - first, peaks[row], (terms[row], terms[rows + row]), scale,
          zLoss, writeGradient: writeGradient)
      }
    }
  }

  /// The sum of the exponentials of one row and the logit of its label, 0 where that is not inside.
  @inline(__always)
  private static func crossEntropyTerms(
    _ x: UnsafeMutablePointer<Float>, _ columns: Int, _ label: Int, _ peak: Float,
    writeExponentials: Bool
  ) -> (sum: Float, target: Float) {
    let target = 0..<columns ~= label ? x[label] : 0
    let sum =
      writeExponentials
      ? exponentialRow(x, columns, peak, into: x) : exponentialSum(x, columns, peak)
    return (sum, target)
  }

  /// The loss of one row, and its gradient in place of the exponentials.
  @inline(__always)
  private static func crossEntropyRow(
    _ x: UnsafeMutablePointer<Float>, _ columns: Int, _ label: Int, _ peak: Float,
    _ terms: (sum: Float, target: Float), _ scale: Float, _ zLoss: Float, writeGradient: Bool
  ) -> Float {
    let logSum = peak + ScalarMath.log(terms.sum)
    if writeGradient {
      let factor = scale * (1 + 2 * zLoss * logSum) / terms.sum
      for i in 0..<columns { x[i] *= factor }
      if 0..<columns ~= label { x[label] -= scale }
    }
    return logSum - terms.target + zLoss * logSum * logSum
  }
}
