public import MotifTensor

/// How one tensor of the grown model is made from one tensor of the source.
public struct GrowthStep: Sendable, Equatable {
  /// The tensor to make.
  public let target: ParameterShape
  /// The tensor it is made from.
  public let source: ParameterShape
  /// A second source tensor that is read as well: the key vector beside a shifted λ query vector.
  public let companion: ParameterShape?
  let rule: Rule
  let seed: UInt64

  enum Rule: Sendable, Equatable {
    case clone(CloneRule)
    case zero
    case lambdaQuery(LambdaShift)
    case lambdaKey(LambdaShift)
  }

  /// Whether every number is a number of the source, times a power of two at most: such a tensor
  /// loses nothing when it is stored in the source's type.
  public var isExactInSourceType: Bool {
    switch rule {
    case .zero: true
    case .lambdaQuery, .lambdaKey: false
    case .clone(let rule):
      rule.factor.magnitude.significand == 1 && rule.relativeNoise == 0
        && (rule.weighting == .replicated || rule.columns.copies.nonzeroBitCount == 1)
    }
  }

  /// Whether the target makes up for a λ_init that moved, with numbers that the source has not.
  package var isCompensated: Bool {
    (target.role == .subNormGain || target.role == .lambdaVector) && !isExactInSourceType
  }

  /// Whether any number of the source enters; the zero projections of new layers need none.
  public var readsSource: Bool { rule != .zero }

  /// The numbers of the target tensor, row-major, from those of the source and the companion.
  ///
  /// Float and Double follow the same rule; Double is what proves that the function is kept.
  /// - Precondition: `source` and `companion` have the sizes of their shapes.
  @specialized(where T == Float)
  @specialized(where T == Double)
  public func apply<T: BinaryFloatingPoint>(to source: [T], companion: [T] = []) -> [T] {
    var result: [T] = []
    result.reserveCapacity(target.elementCount)
    source.withUnsafeBufferPointer { buffer in
      forEachRow(of: buffer, companion: companion) { result.append(contentsOf: $0) }
    }
    return result
  }

  /// Calls `body` with every row of the target in order; a vector is one row.
  ///
  /// Holds one row at a time, so that a tensor of any size streams from `source`.
  public func forEachRow<T: BinaryFloatingPoint, Failure: Error>(
    of source: UnsafeBufferPointer<T>, companion: [T] = [],
    _ body: (UnsafeBufferPointer<T>) throws(Failure) -> Void
  ) throws(Failure) {
    switch rule {
    case .clone(let rule):
      let writer = CloneWriter(rule, name: target.name, seed: seed, source: source)
      var row = [T](repeating: 0, count: rule.columns.targetSize)
      for index in 0..<rule.rows.targetSize {
        row.withUnsafeMutableBufferPointer { buffer in
          guard let out = buffer.baseAddress else { return }
          writer.write(row: index, from: source, into: out)
        }
        try row.withUnsafeBufferPointer(body)
      }
    case .zero:
      let shape = Shape(target.shape)
      let row = [T](repeating: 0, count: shape.columns)
      for _ in 0..<shape.rows { try row.withUnsafeBufferPointer(body) }
    case .lambdaQuery(let shift):
      try shift.shiftedQuery(Array(source), key: companion).withUnsafeBufferPointer(body)
    case .lambdaKey(let shift):
      try shift.shiftedKey(Array(source)).withUnsafeBufferPointer(body)
    }
  }
}

extension GrowthStep {
  /// Calls `body` with every row of the target in order, whose source tensors come from `read`.
  ///
  /// Holds one source tensor and one row. Throws what `read` and `body` throw.
  public func forEachRow<Failure: Error>(
    readingWith read: (ParameterSpec) throws(Failure) -> Tensor,
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    guard readsSource else {
      return try forEachRow(of: UnsafeBufferPointer(start: nil, count: 0), body)
    }
    let companion = try companion.map { other throws(Failure) in try read(other.spec).values }
    let old = try read(source.spec)
    var failure: Failure?
    old.withUnsafePointer { pointer in
      do throws(Failure) {
        try forEachRow(
          of: UnsafeBufferPointer(start: pointer, count: old.count), companion: companion ?? [],
          body)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
