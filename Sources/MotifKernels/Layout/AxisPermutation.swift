/// A copy of a row-major array whose axes stand in another order.
///
/// Held without axes of size 1, and with neighbours that stay neighbours as one axis.
package struct AxisPermutation: Sendable {
  /// The sizes of the result.
  let dimensions: [Int]
  /// By axis of the result, how far apart its neighbours lie in the source.
  let strides: [Int]

  /// Axis j of the result is axis `axes[j]` of the source; `axes` must name every axis once.
  package init(source: [Int], axes: [Int]) {
    let apart = Self.rowMajor(source)
    var (dimensions, strides): ([Int], [Int]) = ([], [])
    for axis in axes where source[axis] != 1 {
      if let last = strides.last, last == apart[axis] * source[axis] {
        dimensions[dimensions.count - 1] *= source[axis]
        strides[strides.count - 1] = apart[axis]
      } else {
        dimensions.append(source[axis])
        strides.append(apart[axis])
      }
    }
    self.dimensions = dimensions
    self.strides = strides
  }

  /// The number of elements.
  var count: Int { dimensions.reduce(1, *) }

  /// By axis, how far apart neighbours of a row-major array lie.
  static func rowMajor(_ dimensions: [Int]) -> [Int] {
    var result = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      result[axis] = result[axis + 1] * dimensions[axis + 1]
    }
    return result
  }
}
