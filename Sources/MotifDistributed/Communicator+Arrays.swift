/// The operations on arrays and single numbers, each finished when it returns.
extension Communicator {
  /// Broadcasts an array; every rank passes one of the same length.
  public func broadcast<Element: Exchangeable>(
    _ values: inout [Element], root: Int, fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(CommunicatorError) in
      try broadcast(buffer, root: root, fileID: fileID, line: line)
    }
  }

  /// Reduces an array in place.
  public func allReduce<Element: Reducible>(
    _ values: inout [Element], _ operation: ReduceOperation, fileID: String = #fileID,
    line: Int = #line
  ) throws(CommunicatorError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(CommunicatorError) in
      try allReduce(buffer, operation, fileID: fileID, line: line)
    }
  }

  /// The reduction of one number a rank: a count of tokens, the square of a norm, a wish to stop.
  public func allReduce<Element: Reducible>(
    _ value: Element, _ operation: ReduceOperation, fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) -> Element {
    var values = [value]
    try allReduce(&values, operation, fileID: fileID, line: line)
    return values[0]
  }

  /// The arrays of all ranks in rank order, which may differ in length.
  ///
  /// Two exchanges: lengths, then elements.
  public func allGather<Element: Exchangeable>(
    _ values: [Element], fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) -> [Element] {
    let site = CallSite(fileID: fileID, line: line)
    let counts = try gather([values.count], Array(repeating: 1, count: size), site)
    return try gather(values, counts, site)
  }

  private func gather<Element: Exchangeable>(
    _ values: [Element], _ counts: [Int], _ site: CallSite
  ) throws(CommunicatorError) -> [Element] {
    let receive = UnsafeMutableBufferPointer<Element>.allocate(capacity: counts.reduce(0, +))
    defer { receive.deallocate() }
    try values.withUnsafeBufferPointer { send throws(CommunicatorError) in
      try allGather(send, receive, counts: counts, fileID: site.fileID, line: site.line)
    }
    return Array(receive)
  }
}
