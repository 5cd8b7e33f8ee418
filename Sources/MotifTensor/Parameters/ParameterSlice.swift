/// The part of a parameter that one rank holds: neighbouring indices of one axis, all of the others.
public struct ParameterSlice: Sendable, Hashable {
  /// The axis that is cut, from the outermost.
  public let axis: Int
  /// The indices of that axis.
  public let range: Range<Int>

  /// Indices `range` of `axis`.
  public init(axis: Int, range: Range<Int>) {
    self.axis = axis
    self.range = range
  }
}
