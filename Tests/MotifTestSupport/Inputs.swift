import MotifCore
internal import MotifTensor

/// The dimensions of a row-wise kernel.
public struct MatrixShape: Sendable, CustomStringConvertible {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// A shape of `rows` by `columns`.
  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The product of both.
  public var count: Int { rows * columns }
  /// Both, as messages print them.
  public var dimensions: [Int] { [rows, columns] }
  /// `rows×columns`.
  public var description: String { "\(rows)×\(columns)" }

  /// Sizes around the widths of vectors and unrolled loops.
  public static let awkwardSizes = [1, 7, 8, 9, 31, 32, 33, 65, 257]

  /// Every awkward number of rows with every awkward number of columns.
  public static let awkward = awkwardSizes.flatMap { rows in
    awkwardSizes.map { MatrixShape(rows, $0) }
  }

  /// Shapes that cross the borders of parallel chunks: many rows, rows longer than a chunk, and
  /// more rows than there may be chunks.
  public static let large = [
    MatrixShape(300, 129), MatrixShape(2, 40_000), MatrixShape(3, 16_385), MatrixShape(9_001, 5),
  ]
}

/// `count` normal numbers times `scale`, the same for the same `name` and `seed`; float32 values, so
/// that the Double copies that a reference reads are exact.
public func randomNumbers(
  _ count: Int, _ name: String, scale: Double = 1, seed: UInt64 = ProofChain.baseSeed
) -> [Float] {
  var random = CounterRandom(seed: seed, name: name)
  return (0..<count).map { _ in Float(scale * random.normal()) }
}

/// `count` uniform numbers in −1 ..< 1, the same for the same `name` and `seed`.
public func uniformNumbers(
  _ count: Int, _ name: String, seed: UInt64 = ProofChain.baseSeed
) -> [Float] {
  var random = CounterRandom(seed: seed, name: name)
  return (0..<count).map { _ in Float(2 * random.uniform() - 1) }
}

/// `count` uniform integers in 0 ..< bound, the same for the same `name` and `seed`.
public func randomIntegers(
  _ count: Int, below bound: Int, _ name: String, seed: UInt64 = ProofChain.baseSeed
) -> [Int32] {
  var random = CounterRandom(seed: seed, name: name)
  return (0..<count).map { _ in Int32(random.integer(below: bound)) }
}

/// The same numbers in the precision of a reference kernel.
@specialized(where T == Float)
@specialized(where T == Double)
public func numbers<T: BinaryFloatingPoint>(_ values: [Float], as type: T.Type = T.self) -> [T] {
  values.map { T($0) }
}

extension Array where Element: BinaryFloatingPoint {
  /// Runs `body` with the elements in place, for kernels whose output may be one of their inputs.
  public mutating func withPointer<Result>(
    _ body: (UnsafeMutablePointer<Element>) -> Result
  ) -> Result {
    precondition(!isEmpty, "withPointer needs at least one element")
    return withUnsafeMutableBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
  }
}

extension Array where Element == Float {
  /// The same numbers as Double.
  public var doubles: [Double] { map(Double.init) }
}
