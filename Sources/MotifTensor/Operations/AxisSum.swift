internal import MotifKernels

extension Tensor {
  /// The sum over one axis, which is dropped, or kept with size 1.
  ///
  /// Gradient: the upstream to every element that was summed. Cost O(count).
  ///
  /// - Parameters:
  ///   - axis: counts from the outermost; a negative one from the innermost, −1.
  ///   - keepsAxis: whether the axis stays, with size 1.
  public func sum(axis: Int, keepsAxis: Bool = false) -> Tensor {
    let axis = shape.checkedAxis(axis, "sum")
    let (outer, length, inner) = shape.split(at: axis)
    let input = target
    let result = Tensor(shape: shape.reduced(axis, keepsAxis: keepsAxis)) { out in
      withUnsafePointer {
        Vectorized.sumAxis($0, outer: outer, length: length, inner: inner, out: out)
      }
    }
    return result.recorded("sum over an axis", from: [self]) { upstream, sink in
      sink.add(
        Tensor(shape: input.shape) { dx in
          upstream.withUnsafePointer {
            Vectorized.repeatAxis($0, outer: outer, copies: length, inner: inner, out: dx)
          }
        }, to: input)
    }
  }

  /// The mean over one axis, which is dropped, or kept with size 1; the axis must not be empty.
  ///
  /// Gradient: `1 / size` of the upstream to every element. Cost O(count).
  ///
  /// - Parameters:
  ///   - axis: counts from the outermost; a negative one from the innermost, −1.
  ///   - keepsAxis: whether the axis stays, with size 1.
  public func mean(axis: Int, keepsAxis: Bool = false) -> Tensor {
    let size = shape.dimensions[shape.checkedAxis(axis, "mean")]
    precondition(size > 0, "the mean over the empty axis \(axis) of a tensor of shape \(shape)")
    return sum(axis: axis, keepsAxis: keepsAxis).scaled(by: 1 / Float(size))
  }
}

extension Shape {
  fileprivate func reduced(_ axis: Int, keepsAxis: Bool) -> Shape {
    if keepsAxis { return with(1, on: axis) }
    var dimensions = dimensions
    dimensions.remove(at: axis)
    return Shape(dimensions)
  }
}
