/// The communicator of a run with one rank: every operation is a copy of the input, or nothing.
///
/// It makes the single-process path the same code as the distributed one.
public final class SoloCommunicator: Communicator {
  /// Always 0.
  public var rank: Int { 0 }
  /// Always 1.
  public var size: Int { 1 }

  /// A group of one.
  public init() {}

  /// Returns at once.
  public func barrier() throws(CommunicatorError) {}

  /// Leaves the buffer as it is; `root` is 0.
  public func broadcast(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, root: Int
  ) throws(CommunicatorError) {
    let call = Call.broadcast(buffer, type, root: root)
    call.check(rank: rank, size: size)
  }

  /// Leaves the buffer as it is.
  public func allReduce(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    Call.allReduce(buffer, type, operation).check(rank: rank, size: size)
  }

  /// Copies `send` to `receive`.
  public func allGather(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType
  ) throws(CommunicatorError) {
    Call.allGather(send, receive, counts, type).check(rank: rank, size: size)
    receive.copyMemory(from: send)
  }

  /// Copies `send` to `receive`.
  public func reduceScatter(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    Call.reduceScatter(send, receive, counts, type, operation).check(rank: rank, size: size)
    receive.copyMemory(from: send)
  }

  /// Copies `send` to `receive`; the two counts must be equal.
  public func allToAllV(
    _ send: UnsafeRawBufferPointer, sendCounts: [Int], _ receive: UnsafeMutableRawBufferPointer,
    receiveCounts: [Int], _ type: ElementType
  ) throws(CommunicatorError) {
    let call = Call.allToAllV(send, sendCounts, receive, receiveCounts, type)
    call.check(rank: rank, size: size)
    if let mismatch = Call.mismatch([call]) { throw mismatch }
    receive.copyMemory(from: send)
  }

  /// Another group of one; nil without a color.
  public func split(color: Int?, key: Int) throws(CommunicatorError) -> (any Communicator)? {
    color.map { _ in SoloCommunicator() }
  }
}
