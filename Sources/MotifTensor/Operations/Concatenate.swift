internal import MotifKernels

extension Tensor {
  /// The given tensors one after the other along one axis; all other axes must agree.
  ///
  /// Gradient: to each part its piece of the upstream. Cost O(result).
  ///
  /// - Parameters:
  ///   - parts: at least one.
  ///   - axis: counts from the outermost; a negative one from the innermost, −1.
  public init(concatenating parts: [Tensor], axis: Int = 0) {
    guard let first = parts.first else { preconditionFailure("concatenating no tensors") }
    let axis = first.shape.checkedAxis(axis, "concatenating")
    precondition(
      parts.allSatisfy {
        $0.shape.rank == first.shape.rank
          && $0.shape.with(0, on: axis) == first.shape.with(0, on: axis)
      },
      "concatenating on axis \(axis): shapes \(parts.map(\.shape)) differ on another axis")
    let length = parts.reduce(0) { $0 + $1.shape[axis] }
    let (outer, _, inner) = first.shape.split(at: axis)
    let result = Tensor(shape: first.shape.with(length, on: axis)) { out in
      var start = 0
      for part in parts {
        let block = part.shape[axis] * inner
        part.withUnsafePointer {
          Vectorized.copyBlocks(
            $0, stride: block, count: outer, length: block, out: out + start,
            outStride: length * inner)
        }
        start += block
      }
    }
    let targets = parts.map(\.target)
    self = result.recorded("concatenate", from: parts) { upstream, sink in
      var start = 0
      for target in targets {
        let size = target.shape[axis]
        sink.add(upstream.slice(start..<start + size, axis: axis), to: target)
        start += size
      }
    }
  }
}
