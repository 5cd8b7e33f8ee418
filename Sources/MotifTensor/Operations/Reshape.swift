extension Tensor {
  /// The same elements under another shape of equal count.
  ///
  /// O(1); the gradient is reshaped back.
  public func reshaped(_ shape: Shape) -> Tensor {
    let input = target
    return viewed(as: shape).recorded("reshape", from: [self]) { upstream, sink in
      sink.add(upstream.viewed(as: input.shape), to: input)
    }
  }
}
