/// A row-major array of token ids, labels, positions or segment ids.
public struct TokenTensor: Sendable, Equatable {
  /// The dimensions, usually `[batch, time]`.
  public let shape: Shape
  /// The numbers in row-major order; in a dry run there may be none.
  public let values: [Int32]

  /// A tensor of the given ids; their count must be that of the shape, or 0 in a dry run.
  public init(_ values: [Int32], shape: Shape) {
    precondition(
      values.count == shape.count || (values.isEmpty && DryRun.current != nil),
      "\(values.count) ids do not fill a tensor of shape \(shape)")
    self.values = values
    self.shape = shape
  }

  /// A tensor of the given ids, each of which must fit 32 bits.
  public init(_ values: [Int], shape: Shape) { self.init(values.map(Int32.init), shape: shape) }

  /// The number of elements.
  public var count: Int { shape.count }
}
