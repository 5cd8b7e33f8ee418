internal import MotifKernels

extension Tensor {
  /// This tensor repeated until it has `shape`, such as `bias.broadcast(to: x.shape)`.
  ///
  /// Axes are aligned at the innermost; an axis of size 1, or one that is missing on the outside, is
  /// repeated, every other one must have the size that `shape` has. Gradient: the upstream summed over
  /// the repeated axes. Cost O(shape.count); made again, not kept, in ``selectivelyCheckpointed(_:)``.
  public func broadcast(to shape: Shape) -> Tensor {
    let missing = shape.rank - self.shape.rank
    precondition(
      missing >= 0
        && zip(self.shape.dimensions, shape.dimensions.dropFirst(missing))
          .allSatisfy { $0 == $1 || $0 == 1 },
      "a tensor of shape \(self.shape) cannot be broadcast to \(shape)")
    let repeats = Shape(Array(repeating: 1, count: missing) + self.shape.dimensions).repeats(
      to: shape)
    let input = kept
    func made(_ x: Tensor) -> Tensor {
      repeats.reduce(x) { $1.applied(to: $0) }.viewed(as: shape)
    }
    return made(self).recorded("broadcast", from: [self], again: { made(input.tensor) }) {
      upstream, sink in
      sink.add(
        repeats.reversed().reduce(upstream) { $1.gradient($0) }.viewed(as: input.target.shape),
        to: input.target)
    }
  }
}

/// Neighbouring axes of size 1 that become axes of `copies` elements together.
private struct AxisRepeat {
  let outer: Int
  let copies: Int
  let inner: Int

  func applied(to x: Tensor) -> Tensor {
    Tensor(shape: [outer, copies, inner]) { out in
      x.withUnsafePointer {
        Vectorized.repeatAxis($0, outer: outer, copies: copies, inner: inner, out: out)
      }
    }
  }

  func gradient(_ upstream: Tensor) -> Tensor {
    Tensor(shape: [outer, inner]) { out in
      upstream.withUnsafePointer {
        Vectorized.sumAxis($0, outer: outer, length: copies, inner: inner, out: out)
      }
    }
  }
}

extension Shape {
  /// What makes `shape`, of the same rank, of this one: outer axes last, so that little is repeated
  /// often.
  fileprivate func repeats(to shape: Shape) -> [AxisRepeat] {
    var result: [AxisRepeat] = []
    var axis = rank
    while axis > 0 {
      let end = axis
      while axis > 0, dimensions[axis - 1] != shape.dimensions[axis - 1] { axis -= 1 }
      if axis < end {
        result.append(
          AxisRepeat(
            outer: dimensions[..<axis].reduce(1, *),
            copies: shape.dimensions[axis..<end].reduce(1, *),
            inner: shape.dimensions[end...].reduce(1, *)))
      } else {
        axis -= 1
      }
    }
    return result
  }
}
