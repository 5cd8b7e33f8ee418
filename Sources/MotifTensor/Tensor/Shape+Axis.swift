extension Shape {
  /// `axis` counted from the outermost; stops the program when the shape has none of that number.
  func checkedAxis(_ axis: Int, _ operation: String) -> Int {
    precondition(
      (-rank..<rank).contains(axis), "\(operation): axis \(axis) of a tensor of shape \(self)")
    return axis < 0 ? axis + rank : axis
  }

  /// The sizes before, at and after `axis`, the outer and the inner ones multiplied.
  func split(at axis: Int) -> (outer: Int, length: Int, inner: Int) {
    (
      dimensions[..<axis].reduce(1, *), dimensions[axis],
      dimensions[(axis + 1)...].reduce(1, *)
    )
  }

  /// The shape with another size on `axis`.
  func with(_ size: Int, on axis: Int) -> Shape {
    var dimensions = dimensions
    dimensions[axis] = size
    return Shape(dimensions)
  }
}
