/// Reduces the same range of elements of several buffers in the order of the buffers.
enum Reduction {
  /// Combines `range` of `sources` into `target`, which starts at the range's first element.
  ///
  /// `target` may be that range of one of the sources. Cost: O(buffers · elements).
  static func apply(
    _ operation: ReduceOperation, _ type: ElementType, _ sources: [UnsafeRawBufferPointer],
    range: Range<Int>, into target: UnsafeMutableRawPointer?
  ) {
    guard let target, !range.isEmpty else { return }
    switch type {
    case .float32:
      combine(
        operation, sources.map { $0.assumingMemoryBound(to: Float.self) }, range,
        target.assumingMemoryBound(to: Float.self))
    case .float64:
      combine(
        operation, sources.map { $0.assumingMemoryBound(to: Double.self) }, range,
        target.assumingMemoryBound(to: Double.self))
    case .int64, .int32, .uint16, .uint8:
      preconditionFailure("\(type.rawValue) cannot be reduced")
    }
  }

  /// Elements combined at a time: the sum stays in the cache while all buffers are added to it.
  private static let block = 2048

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private static func combine<Element: BinaryFloatingPoint>(
    _ operation: ReduceOperation, _ sources: [UnsafeBufferPointer<Element>], _ range: Range<Int>,
    _ target: UnsafeMutablePointer<Element>
  ) {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: min(block, range.count)) { sum in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let count = min(block, range.upperBound - start)
        for index in 0..<count { sum[index] = sources[0][start + index] }
        for source in sources.dropFirst() {
          switch operation {
          case .sum: for index in 0..<count { sum[index] += source[start + index] }
          case .max:
            for index in 0..<count {
              let (a, b) = (sum[index], source[start + index])
              // A NaN compares false: it stays where it is, and is taken where it comes.
              sum[index] = a.isNaN || a >= b ? a : b
            }
          }
        }
        for index in 0..<count { target[start - range.lowerBound + index] = sum[index] }
      }
    }
  }
}
