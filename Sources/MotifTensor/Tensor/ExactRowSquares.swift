internal import MotifKernels

/// Σ x² of each row of a matrix without rounding: the same however the columns are cut.
///
/// Parts of the same rows are added as whole numbers, like those of an ``ExactSquareSum``: over ranks,
/// the ``limbs`` are summed element by element as Int64.
package struct ExactRowSquares: Sendable, Equatable {
  /// Row after row, the limbs of an ``ExactSquareSum``.
  package private(set) var limbs: [Int64]

  /// Those of the rows of `matrix`; zeros in a dry run.
  ///
  /// O(count), one pass over memory.
  package init(rowsOf matrix: Tensor) {
    precondition(matrix.shape.rank == 2, "a matrix has rows, not shape \(matrix.shape)")
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let size = ExactSquareSum.limbCount
    limbs = [Int64](repeating: 0, count: rows * size)
    limbs.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      matrix.withUnsafePointer { numbers in
        Parallel.forEachRange(rows, chunk: 16_384 / max(1, columns)) { range in
          for row in range {
            Vectorized.addExactSquares(
              numbers + row * columns, count: columns, to: base + row * size)
          }
        }
      }
    }
  }

  /// The sums of up to 2³¹ parts of the same rows, given the sums of their limbs.
  package init(limbs: [Int64]) {
    precondition(
      limbs.count.isMultiple(of: ExactSquareSum.limbCount),
      "\(limbs.count) limbs are not those of rows, which have \(ExactSquareSum.limbCount) each")
    self.limbs = limbs
  }

  /// By row, the sum.
  package var sums: [ExactSquareSum] {
    stride(from: 0, to: limbs.count, by: ExactSquareSum.limbCount).map {
      ExactSquareSum(limbs: Array(limbs[$0..<$0 + ExactSquareSum.limbCount]))
    }
  }
}
