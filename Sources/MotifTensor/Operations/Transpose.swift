internal import MotifKernels

extension Tensor {
  /// The last two axes swapped, copied: the transpose of every matrix.
  ///
  /// Gradient: the upstream, transposed. Cost O(count). ``matrixProduct(_:transposed:otherTransposed:)``
  /// reads a transposed operand without a copy.
  public func transposed() -> Tensor {
    precondition(shape.rank >= 2, "transposed needs two axes, not shape \(shape)")
    return permuted(Array(0..<shape.rank - 2) + [shape.rank - 1, shape.rank - 2])
  }

  /// The axes in another order, copied: axis j of the result is axis `axes[j]` of this tensor.
  ///
  /// `x.permuted([0, 2, 1, 3])` turns `[batch, time, heads, width]` into `[batch, heads, time, width]`.
  /// Gradient: the upstream in the old order. Cost O(count). Precondition: every axis once.
  public func permuted(_ axes: [Int]) -> Tensor {
    precondition(
      axes.sorted() == Array(0..<shape.rank), "axes \(axes) are no order of those of shape \(shape)"
    )
    let input = target
    return reordered(axes).recorded("permute", from: [self]) { upstream, sink in
      let back = axes.indices.sorted { axes[$0] < axes[$1] }
      sink.add(upstream.reordered(back), to: input)
    }
  }

  private func reordered(_ axes: [Int]) -> Tensor {
    let permutation = AxisPermutation(source: shape.dimensions, axes: axes)
    return Tensor(shape: Shape(axes.map { shape[$0] })) { out in
      withUnsafePointer { Vectorized.permute($0, permutation, out: out) }
    }
  }
}
