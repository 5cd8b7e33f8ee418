internal import MotifKernels

extension Tensor {
  /// Elements `range` of one axis, copied.
  ///
  /// Gradient: the upstream to the elements of the range, zero to the others. Cost O(result).
  ///
  /// - Parameters:
  ///   - range: the elements that are taken.
  ///   - axis: counts from the outermost; a negative one from the innermost, −1.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = shape.checkedAxis(axis, "slice")
    let (outer, length, inner) = shape.split(at: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= length,
      "slice: elements \(range) on axis \(axis) of a tensor of shape \(shape)")
    let input = target
    let result = Tensor(shape: shape.with(range.count, on: axis)) { out in
      withUnsafePointer { x in
        Vectorized.copyBlocks(
          x + range.lowerBound * inner, stride: length * inner, count: outer,
          length: range.count * inner, out: out, outStride: range.count * inner)
      }
    }
    return result.recorded("slice", from: [self]) { upstream, sink in
      sink.accumulate(to: input) { dx, accumulate in
        if !accumulate { dx.update(repeating: 0, count: input.shape.count) }
        upstream.withUnsafePointer { dy in
          Vectorized.copyBlocks(
            dy, stride: range.count * inner, count: outer, length: range.count * inner,
            out: dx + range.lowerBound * inner, outStride: length * inner, accumulate: accumulate)
        }
      }
    }
  }
}
