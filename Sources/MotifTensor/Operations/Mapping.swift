extension Tensor {
  /// A tensor of this shape, outside the graph, that `kernel` writes from these numbers.
  func mapped(
    _ kernel: (UnsafePointer<Float>, _ count: Int, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    Tensor(shape: shape) { out in withUnsafePointer { kernel($0, count, out) } }
  }

  /// A tensor of this shape, outside the graph, that `kernel` writes from these numbers and those of
  /// `other`, a tensor of as many.
  func mapped(
    with other: Tensor,
    _ kernel: (
      UnsafePointer<Float>, UnsafePointer<Float>, _ count: Int, UnsafeMutablePointer<Float>
    ) -> Void
  ) -> Tensor {
    Tensor(shape: shape) { out in
      withUnsafePointer { a in other.withUnsafePointer { b in kernel(a, b, count, out) } }
    }
  }
}
