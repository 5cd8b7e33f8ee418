/// The operations on typed buffers, of which only pointers are handed on.
extension Communicator {
  /// Copies the buffer of rank `root` into everyone's buffer of the same size.
  public func broadcast<Element: Exchangeable>(
    _ buffer: UnsafeMutableBufferPointer<Element>, root: Int, fileID: String = #fileID,
    line: Int = #line
  ) throws(CommunicatorError) {
    try startBroadcast(buffer, root: root, fileID: fileID, line: line).wait()
  }

  /// Starts the `broadcast` of a buffer.
  public func startBroadcast<Element: Exchangeable>(
    _ buffer: UnsafeMutableBufferPointer<Element>, root: Int, fileID: String = #fileID,
    line: Int = #line
  ) -> PendingCollective {
    start(
      .broadcast(UnsafeMutableRawBufferPointer(buffer), Element.scalarType, root: root),
      at: CallSite(fileID: fileID, line: line))
  }

  /// Replaces each element by the reduction over the ranks of the elements at its place.
  public func allReduce<Element: Reducible>(
    _ buffer: UnsafeMutableBufferPointer<Element>, _ operation: ReduceOperation,
    fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) {
    try startAllReduce(buffer, operation, fileID: fileID, line: line).wait()
  }

  /// Starts the `allReduce` of a buffer.
  public func startAllReduce<Element: Reducible>(
    _ buffer: UnsafeMutableBufferPointer<Element>, _ operation: ReduceOperation,
    fileID: String = #fileID, line: Int = #line
  ) -> PendingCollective {
    start(
      .allReduce(UnsafeMutableRawBufferPointer(buffer), Element.scalarType, operation),
      at: CallSite(fileID: fileID, line: line))
  }

  /// Gathers `counts[r]` elements of every rank r into everyone's `receive`.
  ///
  /// `send` holds `counts[rank]` elements, `receive` the sum of `counts`, which all ranks agree on.
  /// `send` may be this rank's own part of `receive`.
  public func allGather<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int], fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) {
    try startAllGather(send, receive, counts: counts, fileID: fileID, line: line).wait()
  }

  /// Starts ``allGather(_:_:counts:fileID:line:)``.
  public func startAllGather<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int], fileID: String = #fileID, line: Int = #line
  ) -> PendingCollective {
    start(
      .allGather(
        UnsafeRawBufferPointer(send), UnsafeMutableRawBufferPointer(receive), counts: counts,
        Element.scalarType),
      at: CallSite(fileID: fileID, line: line))
  }

  /// Reduces over the ranks and gives rank r the `counts[r]` elements of its part.
  ///
  /// `send` holds the sum of `counts`, `receive` `counts[rank]` elements, which may be this rank's own
  /// part of `send`.
  public func reduceScatter<Element: Reducible>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int], _ operation: ReduceOperation, fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) {
    try startReduceScatter(send, receive, counts: counts, operation, fileID: fileID, line: line)
      .wait()
  }

  /// Starts ``reduceScatter(_:_:counts:_:fileID:line:)``.
  public func startReduceScatter<Element: Reducible>(
    _ send: UnsafeBufferPointer<Element>, _ receive: UnsafeMutableBufferPointer<Element>,
    counts: [Int], _ operation: ReduceOperation, fileID: String = #fileID, line: Int = #line
  ) -> PendingCollective {
    start(
      .reduceScatter(
        UnsafeRawBufferPointer(send), UnsafeMutableRawBufferPointer(receive), counts: counts,
        Element.scalarType, operation),
      at: CallSite(fileID: fileID, line: line))
  }

  /// Sends `sendCounts[r]` elements to each rank r and receives `receiveCounts[r]` from it.
  ///
  /// Parts lie in rank order without gaps, in `send` as in `receive`, which do not overlap.
  public func allToAllV<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, sendCounts: [Int],
    _ receive: UnsafeMutableBufferPointer<Element>, receiveCounts: [Int],
    fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) {
    try startAllToAllV(
      send, sendCounts: sendCounts, receive, receiveCounts: receiveCounts, fileID: fileID,
      line: line
    ).wait()
  }

  /// Starts ``allToAllV(_:sendCounts:_:receiveCounts:fileID:line:)``.
  public func startAllToAllV<Element: Exchangeable>(
    _ send: UnsafeBufferPointer<Element>, sendCounts: [Int],
    _ receive: UnsafeMutableBufferPointer<Element>, receiveCounts: [Int],
    fileID: String = #fileID, line: Int = #line
  ) -> PendingCollective {
    start(
      .allToAllV(
        UnsafeRawBufferPointer(send), sendCounts: sendCounts,
        UnsafeMutableRawBufferPointer(receive), receiveCounts: receiveCounts, Element.scalarType),
      at: CallSite(fileID: fileID, line: line))
  }
}
