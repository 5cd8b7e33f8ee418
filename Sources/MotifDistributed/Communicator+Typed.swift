/// A Swift type that communicators exchange.
public protocol Exchangeable: BitwiseCopyable, Sendable {
  /// The communicator's name for the type.
  static var elementType: ElementType { get }
}

extension Float: Exchangeable {
  /// `float32`.
  public static var elementType: ElementType { .float32 }
}
extension Double: Exchangeable {
  /// `float64`.
  public static var elementType: ElementType { .float64 }
}
extension Int: Exchangeable {
  /// `int64`.
  public static var elementType: ElementType { .int64 }
}
extension Int32: Exchangeable {
  /// `int32`.
  public static var elementType: ElementType { .int32 }
}
extension UInt16: Exchangeable {
  /// `uint16`, which also carries bfloat16 bits.
  public static var elementType: ElementType { .uint16 }
}
extension UInt8: Exchangeable {
  /// `uint8`.
  public static var elementType: ElementType { .uint8 }
}

/// The same operations on typed buffers and arrays; only pointers are handed on.
extension Communicator {
  /// ``broadcast(_:_:root:)`` on a typed buffer.
  public func broadcast<Element: Exchangeable>(
    _ buffer: UnsafeMutableBufferPointer<Element>, root: Int
  ) throws(CommunicatorError) {
    try broadcast(UnsafeMutableRawBufferPointer(buffer), Element.elementType, root: root)
  }

  /// ``allReduce(_:_:_:)`` on a typed buffer.
  public func allReduce<Element: Exchangeable & BinaryFloatingPoint>(
    _ buffer: UnsafeMutableBufferPointer<Element>, _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    try allReduce(UnsafeMutableRawBufferPointer(buffer), Element.elementType, operation)
  }

  /// ``allGather(_:_:counts:_:)`` on typed buffers.
  public func allGather<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int]
  ) throws(CommunicatorError) {
    try allGather(
      UnsafeRawBufferPointer(send), UnsafeMutableRawBufferPointer(receive), counts: counts,
      Element.elementType)
  }

  /// ``reduceScatter(_:_:counts:_:_:)`` on typed buffers.
  public func reduceScatter<Element: Exchangeable & BinaryFloatingPoint>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int], _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    try reduceScatter(
      UnsafeRawBufferPointer(send), UnsafeMutableRawBufferPointer(receive), counts: counts,
      Element.elementType, operation)
  }

  /// ``allToAllV(_:sendCounts:_:receiveCounts:_:)`` on typed buffers.
  public func allToAllV<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, sendCounts: [Int],
    _ receive: UnsafeMutableBufferPointer<Element>, receiveCounts: [Int]
  ) throws(CommunicatorError) {
    try allToAllV(
      UnsafeRawBufferPointer(send), sendCounts: sendCounts,
      UnsafeMutableRawBufferPointer(receive), receiveCounts: receiveCounts, Element.elementType)
  }

  /// Broadcasts an array; every rank passes one of the same length.
  public func broadcast<Element: Exchangeable>(
    _ values: inout [Element], root: Int
  ) throws(CommunicatorError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(CommunicatorError) in
      try broadcast(buffer, root: root)
    }
  }

  /// Reduces an array in place.
  public func allReduce<Element: Exchangeable & BinaryFloatingPoint>(
    _ values: inout [Element], _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(CommunicatorError) in
      try allReduce(buffer, operation)
    }
  }

  /// The arrays of all ranks in rank order, which may differ in length.
  ///
  /// Two exchanges: lengths, then elements.
  public func allGather<Element: Exchangeable>(
    _ values: [Element]
  ) throws(CommunicatorError) -> [Element] {
    var counts = [Int](repeating: 0, count: size)
    try gather([values.count], into: &counts, counts: [Int](repeating: 1, count: size))
    let total = counts.reduce(0, +)
    let receive = UnsafeMutableBufferPointer<Element>.allocate(capacity: total)
    defer { receive.deallocate() }
    try values.withUnsafeBufferPointer { send throws(CommunicatorError) in
      try allGather(send, receive, counts: counts)
    }
    return Array(receive)
  }

  private func gather(
    _ values: [Int], into result: inout [Int], counts: [Int]
  ) throws(CommunicatorError) {
    try values.withUnsafeBufferPointer { send throws(CommunicatorError) in
      try result.withUnsafeMutableBufferPointer { receive throws(CommunicatorError) in
        try allGather(send, receive, counts: counts)
      }
    }
  }
}
