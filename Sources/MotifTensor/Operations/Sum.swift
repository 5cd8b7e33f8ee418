internal import MotifKernels

extension Tensor {
  /// The sum of all elements, accumulated in Double.
  ///
  /// Gradient: the upstream to every element.
  public func sum() -> Tensor {
    let input = target
    let total = hasNumbers ? withUnsafePointer { Vectorized.sum($0, count: count) } : 0
    return Tensor(scalar: Float(total)).recorded("sum", from: [self]) { upstream, sink in
      sink.add(Tensor(repeating: upstream.item, shape: input.shape), to: input)
    }
  }

  /// The mean of all elements; the tensor must not be empty.
  public func mean() -> Tensor {
    precondition(count > 0, "the mean of an empty tensor of shape \(shape)")
    return sum().scaled(by: 1 / Float(count))
  }
}
