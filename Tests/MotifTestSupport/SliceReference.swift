package import MotifDistributed

/// The reference of cutting a tensor: the elements of a slice, found one index at a time.
package enum SliceReference {
  /// Those of `values`, a tensor of `shape` row by row, that lie in `slice`.
  package static func numbers(
    _ slice: TensorSlice, of values: [Float], shape: [Int]
  ) -> [Float] {
    values.indices.filter { index in
      var rest = index
      return shape.indices.reversed().allSatisfy { axis in
        let position = rest % shape[axis]
        rest /= shape[axis]
        return slice.start[axis]..<slice.start[axis] + slice.extent[axis] ~= position
      }
    }
    .map { values[$0] }
  }
}
