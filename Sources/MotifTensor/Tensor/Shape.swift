/// The dimensions of a tensor, outermost first; row-major order is implied.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The sizes; empty for a scalar.
  public let dimensions: [Int]

  /// A shape of the given sizes, none of which may be negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "a shape has a negative size: \(dimensions)")
    self.dimensions = dimensions
  }

  /// `[2, 3]` as a shape.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of the sizes, 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The size of dimension `index`; negative indices count from the innermost.
  public subscript(index: Int) -> Int { dimensions[index < 0 ? rank + index : index] }

  /// The product of all sizes but the innermost: how many rows a row-wise operation sees.
  public var rows: Int { dimensions.dropLast().reduce(1, *) }

  /// The innermost size, 1 for a scalar.
  public var columns: Int { dimensions.last ?? 1 }

  /// The same shape with another innermost size.
  public func withColumns(_ columns: Int) -> Shape { Shape(dimensions.dropLast() + [columns]) }

  /// `[2, 3]`.
  public var description: String { "\(dimensions)" }
}
