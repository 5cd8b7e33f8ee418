internal import MotifKernels

extension Tensor {
  /// Σ x², accumulated in Double in a fixed order; 0 in a dry run.
  public var squaredNorm: Double {
    guard hasNumbers else { return 0 }
    return withUnsafePointer { Vectorized.dot($0, $0, count: count) }
  }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool {
    guard hasNumbers else { return true }
    return withUnsafePointer { Vectorized.allFinite($0, count: count) }
  }

  /// The index of the largest element of every row; the first one on a tie.
  public func argmaxRows() -> [Int] {
    guard hasNumbers else { return [Int](repeating: 0, count: shape.rows) }
    return withUnsafePointer { pointer in
      (0..<shape.rows).map { row in
        let start = row * shape.columns
        var best = 0
        for column in 1..<max(1, shape.columns)
        where pointer[start + column] > pointer[start + best] { best = column }
        return best
      }
    }
  }

  /// Multiplies every element in place.
  public mutating func scale(by factor: Float) {
    let count = count
    withUnsafeMutablePointer { Vectorized.scale($0, by: factor, count: count, out: $0) }
  }

  /// Multiplies row i by `factors[i]`, where the rows are equal shares of the elements.
  public mutating func scaleRows(by factors: [Float]) {
    precondition(
      !factors.isEmpty && count % factors.count == 0,
      "\(factors.count) factors do not divide a tensor of shape \(shape)")
    let columns = count / factors.count
    withUnsafeMutablePointer { pointer in
      Vectorized.scaleRows(
        pointer, by: factors, rows: factors.count, columns: columns, out: pointer)
    }
  }
}
