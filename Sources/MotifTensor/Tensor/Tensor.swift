/// A dense array of Float32 numbers with value semantics, and its place in a gradient graph.
///
/// Always contiguous and row-major. Copying a tensor copies a reference; writing to a shared one
/// copies the numbers first. A tensor that was computed from a parameter while gradients are recorded
/// carries a ``GradientNode``; the graph hangs on the tensors, there is no global tape.
public struct Tensor: Sendable {
  /// The dimensions.
  public let shape: Shape
  private(set) var storage: Storage
  /// Where this tensor stands in the gradient graph; nil when no gradient flows through it.
  public internal(set) var node: GradientNode?
  /// How to make the numbers again, where that is cheaper than keeping them for a gradient.
  var recipe: Recipe?

  /// A tensor whose numbers `initialize` writes, all of them.
  public init(shape: Shape, initialize: (UnsafeMutablePointer<Float>) throws -> Void) rethrows {
    self.shape = shape
    storage = Storage(count: shape.count)
    node = nil
    if let numbers = storage.numbers { try initialize(numbers) }
  }

  /// A tensor for `purpose` whose numbers `initialize` writes, all of them.
  init(
    shape: Shape, purpose: MemoryPurpose, initialize: (UnsafeMutablePointer<Float>) -> Void
  ) {
    self.shape = shape
    storage = Storage(count: shape.count, purpose: purpose)
    node = nil
    if let numbers = storage.numbers { initialize(numbers) }
  }

  /// A tensor of one repeated number.
  public init(repeating value: Float = 0, shape: Shape) {
    self.init(shape: shape) { $0.update(repeating: value, count: shape.count) }
  }

  /// A tensor of the given numbers in row-major order; their count must be that of the shape.
  public init(_ values: [Float], shape: Shape) {
    precondition(
      values.count == shape.count, "\(values.count) numbers do not fill a tensor of shape \(shape)")
    self.init(shape: shape) { target in
      values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { target.update(from: base, count: values.count) }
      }
    }
  }

  /// A tensor of rank 1.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// A tensor of rank 0.
  public init(scalar value: Float) { self.init([value], shape: []) }

  /// The number of elements.
  public var count: Int { shape.count }

  /// Whether there are numbers: not in a dry run.
  package var hasNumbers: Bool { storage.numbers != nil }

  /// All numbers, row-major; zeros in a dry run.
  ///
  /// O(count).
  public var values: [Float] {
    guard let numbers = storage.numbers else { return [Float](repeating: 0, count: count) }
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.baseAddress?.update(from: numbers, count: count)
      initialized = count
    }
  }

  /// The only number of a tensor with one element; 1 in a dry run.
  public var item: Float {
    precondition(count == 1, "item needs a tensor of one element, this one has shape \(shape)")
    return storage.numbers?[0] ?? 1
  }

  /// Reads the numbers in place; in a dry run there are none, and a body without result is left out.
  public func withUnsafePointer<Result>(
    _ body: (UnsafePointer<Float>) throws -> Result
  ) rethrows -> Result {
    defer { extendLifetime(storage) }
    guard let numbers = storage.numbers else { return leftOut() }
    return try body(UnsafePointer(numbers))
  }

  /// Changes the numbers in place, after a copy when another tensor shares them.
  ///
  /// The tensor leaves the gradient graph: what is written here has no history. In a dry run the
  /// copy is made, and a body without result is left out.
  public mutating func withUnsafeMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    (node, recipe) = (nil, nil)
    defer { extendLifetime(storage) }
    guard let numbers = storage.numbers else { return leftOut() }
    return try body(numbers)
  }

  /// Copies the numbers when another tensor shares them.
  ///
  /// What changes several tensors calls it for each first: in a dry run the body that nests them is
  /// left out.
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) {
      storage.forgetShort()
    } else {
      storage = storage.copy()
    }
  }

  /// The result of a body that a dry run leaves out.
  private func leftOut<Result>() -> Result {
    guard let nothing = () as? Result else {
      preconditionFailure(
        "numbers of a tensor of shape \(shape) are read, which has none: it is of a dry run")
    }
    return nothing
  }

  /// The same numbers under another shape, outside the gradient graph.
  ///
  /// O(1).
  func viewed(as shape: Shape) -> Tensor {
    precondition(
      shape.count == count, "a tensor of shape \(self.shape) cannot be viewed as \(shape)")
    return Tensor(shape: shape, storage: storage)
  }

  /// The same numbers without their history.
  ///
  /// O(1).
  public var detached: Tensor { Tensor(shape: shape, storage: storage) }

  /// The numbers of `storage`, outside the gradient graph.
  init(shape: Shape, storage: Storage) {
    self.shape = shape
    self.storage = storage
    node = nil
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape and the first numbers, if there are any.
  public var description: String {
    guard let numbers = storage.numbers else { return "Tensor\(shape)" }
    let shown = (0..<min(count, 8)).map { "\(numbers[$0])" }.joined(separator: ", ")
    return "Tensor\(shape)(\(shown)\(count > 8 ? ", …" : ""))"
  }
}
