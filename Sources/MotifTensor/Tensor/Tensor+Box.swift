package import MotifDistributed

extension Tensor {
  /// The numbers of a box of this tensor, as a tensor of the box's extents; no gradient flows back.
  ///
  /// Cost: O(elements of the box).
  package func box(_ slice: TensorSlice) -> Tensor {
    Tensor(shape: Shape(slice.extent)) { target in
      withUnsafePointer { source in
        slice.forEachRun(in: shape.dimensions) { own, whole, count in
          (target + own).update(from: source + whole, count: count)
        }
      }
    }
  }
}
