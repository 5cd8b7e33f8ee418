internal import MotifKernels

extension Tensor {
  /// What E4M3 holds of this matrix, with a scale for each row, each column or all; no gradient.
  ///
  /// Rows are the innermost dimension. Numbers are rounded to bfloat16 first. Without `scaling` it is the
  /// tensor itself.
  func float8(_ scaling: Float8Scaling?) -> Tensor {
    guard let scaling else { return self }
    return Tensor(shape: shape, purpose: .buffers) { out in
      withUnsafePointer { x in
        _ = Vectorized.roundToFloat8(
          x: x, rows: shape.rows, columns: shape.columns, scaling: scaling, out: out)
      }
    }
  }

  /// What rounding the rows of this tensor to E4M3 loses; nothing in a dry run.
  package func float8Loss() -> Float8Report? {
    guard hasNumbers else { return nil }
    return withUnsafePointer { x in
      BufferPool.withScratch(count) { out in
        let loss = Vectorized.roundToFloat8(
          x: x, rows: shape.rows, columns: shape.columns, scaling: .rows, measures: true, out: out)
        return Float8Report(
          decibels: loss.decibels, underflow: Double(loss.underflowed) / Double(max(1, loss.count)),
          saturation: Double(loss.saturated) / Double(max(1, loss.count)))
      }
    }
  }
}
