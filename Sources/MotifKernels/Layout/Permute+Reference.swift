extension Reference {
  /// `out[i_0, i_1, …] = a[Σ_j i_j · strides_j]`, element by element.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func permute<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ permutation: AxisPermutation, out: UnsafeMutablePointer<T>
  ) {
    let dimensions = permutation.dimensions
    for index in 0..<dimensions.reduce(1, *) {
      var (rest, offset) = (index, 0)
      for axis in dimensions.indices.reversed() {
        offset += rest % dimensions[axis] * permutation.strides[axis]
        rest /= dimensions[axis]
      }
      out[index] = a[offset]
    }
  }
}
