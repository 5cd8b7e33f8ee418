internal import MotifCore

/// Reduces the same range of elements of several buffers in the order of the buffers.
enum Reduction {
  /// Combines `range` of `sources` into `target`, which starts at the range's first element.
  ///
  /// `target` may be that range of one of the sources. Cost: O(buffers · elements).
  static func apply(
    _ operation: ReduceOperation, _ type: ScalarType, _ sources: [UnsafeRawBufferPointer],
    range: Range<Int>, into target: UnsafeMutableRawPointer
  ) {
    func combined<Element: Summand>(_ element: Element.Type) {
      combine(
        operation, sources.map { $0.assumingMemoryBound(to: element) }, range,
        target.assumingMemoryBound(to: element))
    }
    switch type {
    case .float32: combined(Float.self)
    case .float64: combined(Double.self)
    case .bfloat16: combined(BFloat16Bits.self)
    case .int64: combined(Int64.self)
    case .float16, .int32, .uint16, .uint8, .bool:
      preconditionFailure("\(type.rawValue) cannot be reduced")
    }
  }

  /// Elements combined at a time: the sum stays in the cache while all buffers are added to it.
  private static let block = 2048

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @specialized(where Element == BFloat16Bits)
  @specialized(where Element == Int64)
  private static func combine<Element: Summand>(
    _ operation: ReduceOperation, _ sources: [UnsafeBufferPointer<Element>], _ range: Range<Int>,
    _ target: UnsafeMutablePointer<Element>
  ) {
    withUnsafeTemporaryAllocation(of: Element.Sum.self, capacity: min(block, range.count)) { sum in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let count = min(block, range.upperBound - start)
        for index in 0..<count { sum[index] = sources[0][start + index].summand }
        for source in sources.dropFirst() {
          switch operation {
          case .sum:
            for index in 0..<count {
              sum[index] = Element.add(sum[index], source[start + index].summand)
            }
          case .max:
            for index in 0..<count {
              sum[index] = Element.larger(sum[index], source[start + index].summand)
            }
          }
        }
        for index in 0..<count {
          target[start - range.lowerBound + index] = Element(rounding: sum[index])
        }
      }
    }
  }
}

/// An element and the type in which it is summed.
private protocol Summand: BitwiseCopyable {
  associatedtype Sum: BitwiseCopyable
  var summand: Sum { get }
  init(rounding sum: Sum)
  static func add(_ a: Sum, _ b: Sum) -> Sum
  static func larger(_ a: Sum, _ b: Sum) -> Sum
}

extension Summand where Sum: FloatingPoint {
  static func add(_ a: Sum, _ b: Sum) -> Sum { a + b }
  /// A NaN compares false: it stays where it is, and is taken where it comes.
  static func larger(_ a: Sum, _ b: Sum) -> Sum { a.isNaN || a >= b ? a : b }
}

extension Float: Summand {
  fileprivate var summand: Float { self }
  fileprivate init(rounding sum: Float) { self = sum }
}

extension Double: Summand {
  fileprivate var summand: Double { self }
  fileprivate init(rounding sum: Double) { self = sum }
}

extension BFloat16Bits: Summand {
  fileprivate var summand: Float { float }
  fileprivate init(rounding sum: Float) { self.init(sum) }
}

extension Int64: Summand {
  fileprivate var summand: Int64 { self }
  fileprivate init(rounding sum: Int64) { self = sum }
  fileprivate static func add(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }
  fileprivate static func larger(_ a: Int64, _ b: Int64) -> Int64 { Swift.max(a, b) }
}
