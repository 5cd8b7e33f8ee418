extension Reference {
  /// Cross-entropy rows and, in place, `scale · (softmax − onehot)` with the z-loss term.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func crossEntropy<T: BinaryFloatingPoint>(
    logits: UnsafeMutablePointer<T>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    scale: T, zLoss: T, writeGradient: Bool, losses: UnsafeMutablePointer<T>
  ) {
    var peaks = [T](repeating: 0, count: rows)
    var terms = [T](repeating: 0, count: 2 * rows)
    crossEntropyPeaks(logits: logits, labels: labels, rows: rows, columns: columns, peaks: &peaks)
    crossEntropyTerms(
      logits: logits, labels: labels, first: 0, peaks: peaks, rows: rows, columns: columns,
      writeExponentials: writeGradient, terms: &terms)
    crossEntropyFromTerms(
      exponentials: logits, labels: labels, first: 0, peaks: peaks, terms: terms, rows: rows,
      columns: columns, scale: scale, zLoss: zLoss, writeGradient: writeGradient, losses: losses)
  }

  /// `max x` of every row, 0 for ignored ones.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func crossEntropyPeaks<T: BinaryFloatingPoint>(
    logits: UnsafePointer<T>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    peaks: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let x = logits + row * columns
      peaks[row] = labels[row] < 0 ? 0 : (0..<columns).reduce(-T.infinity) { max($0, x[$1]) }
    }
  }

  /// `Σ exp(x − peak)` and `x_label` of every row.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func crossEntropyTerms<T: BinaryFloatingPoint>(
    logits: UnsafeMutablePointer<T>, labels: UnsafePointer<Int32>, first: Int,
    peaks: UnsafePointer<T>, rows: Int, columns: Int, writeExponentials: Bool,
    terms: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      (terms[row], terms[rows + row]) = (0, 0)
      guard labels[row] >= 0 else { continue }
      let x = logits + row * columns
      for i in 0..<columns {
        if first + i == Int(labels[row]) { terms[rows + row] = x[i] }
        let exponential = ScalarMath.exp(x[i] - peaks[row])
        terms[row] += exponential
        if writeExponentials { x[i] = exponential }
      }
    }
  }

  /// `loss = log Σ − x_label + zLoss · (log Σ)²`, `dx = scale · (softmax · (1 + 2 zLoss log Σ) − onehot)`.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func crossEntropyFromTerms<T: BinaryFloatingPoint>(
    exponentials: UnsafeMutablePointer<T>, labels: UnsafePointer<Int32>, first: Int,
    peaks: UnsafePointer<T>, terms: UnsafePointer<T>, rows: Int, columns: Int, scale: T, zLoss: T,
    writeGradient: Bool, losses: UnsafeMutablePointer<T>
  ) {
    for row in 0..<rows {
      let x = exponentials + row * columns
      let label = Int(labels[row])
      let logSum = peaks[row] + ScalarMath.log(terms[row])
      losses[row] = label < 0 ? 0 : logSum - terms[rows + row] + zLoss * logSum * logSum
      guard writeGradient else { continue }
      for i in 0..<columns {
        let probability = x[i] / terms[row]
        let gradient =
          probability * (1 + 2 * zLoss * logSum) - (first + i == label ? 1 : 0)
        x[i] = label < 0 ? 0 : scale * gradient
      }
    }
  }
}
