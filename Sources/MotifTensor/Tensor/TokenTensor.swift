/// A row-major array of token ids, labels, positions or segment ids.
public struct TokenTensor: Sendable, Equatable {
  /// The dimensions, usually `[batch, time]`.
  public let shape: Shape
  /// The numbers in row-major order.
  public let values: [Int32]

  /// A tensor of the given ids; their count must be that of the shape.
  public init(_ values: [Int32], shape: Shape) {
    precondition(
      values.count == shape.count, "\(values.count) ids do not fill a tensor of shape \(shape)")
    self.values = values
    self.shape = shape
  }

  /// A tensor of the given ids, each of which must fit 32 bits.
  public init(_ values: [Int], shape: Shape) { self.init(values.map(Int32.init), shape: shape) }

  /// The number of elements.
  public var count: Int { values.count }
}
