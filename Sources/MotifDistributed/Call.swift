/// What one rank brings to a rendezvous: the operation, its counts and type, and its buffers.
///
/// The pointers are valid until every rank has left the rendezvous.
struct Call: @unchecked Sendable {
  // Invariant behind @unchecked: between the two waits of a rendezvous each byte has one writer and,
  // while it is written, no reader; outside them only the owning rank touches its buffers.
  enum Operation: Equatable {
    case barrier
    case broadcast(root: Int)
    case allReduce(ReduceOperation)
    case allGather
    case reduceScatter(ReduceOperation)
    case allToAllV
    case split
  }

  let operation: Operation
  var type = ElementType.uint8
  var send = UnsafeRawBufferPointer(start: nil, count: 0)
  var receive = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Elements: one number for operations on equal buffers, one a rank otherwise.
  var counts: [Int] = []
  var receiveCounts: [Int] = []
  var color: Int?
  var key = 0

  static func broadcast(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, root: Int
  ) -> Call {
    Call(
      operation: .broadcast(root: root), type: type, receive: buffer,
      counts: [buffer.count / type.byteCount])
  }

  static func allReduce(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, _ operation: ReduceOperation
  ) -> Call {
    Call(
      operation: .allReduce(operation), type: type, receive: buffer,
      counts: [buffer.count / type.byteCount])
  }

  static func allGather(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, _ counts: [Int],
    _ type: ElementType
  ) -> Call {
    Call(operation: .allGather, type: type, send: send, receive: receive, counts: counts)
  }

  static func reduceScatter(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, _ counts: [Int],
    _ type: ElementType, _ operation: ReduceOperation
  ) -> Call {
    Call(
      operation: .reduceScatter(operation), type: type, send: send, receive: receive,
      counts: counts)
  }

  static func allToAllV(
    _ send: UnsafeRawBufferPointer, _ sendCounts: [Int],
    _ receive: UnsafeMutableRawBufferPointer, _ receiveCounts: [Int], _ type: ElementType
  ) -> Call {
    Call(
      operation: .allToAllV, type: type, send: send, receive: receive, counts: sendCounts,
      receiveCounts: receiveCounts)
  }

  /// Requires that a rank's own arguments fit together: buffers and counts, type and operation.
  func check(rank: Int, size: Int) {
    func require(_ bytes: Int, _ elements: Int, _ name: String) {
      precondition(
        bytes == elements * type.byteCount,
        "rank \(rank), \(self): \(name) has \(bytes) bytes, "
          + "expected \(elements) elements of \(type.rawValue)")
    }
    precondition(
      counts.allSatisfy { $0 >= 0 } && receiveCounts.allSatisfy { $0 >= 0 },
      "rank \(rank), \(self): counts must not be negative")
    switch operation {
    case .barrier, .split: break
    case .broadcast(let root):
      precondition(0..<size ~= root, "rank \(rank), \(self): there are \(size) ranks")
      require(receive.count, counts[0], "the buffer")
    case .allReduce:
      precondition(type.isReducible, "rank \(rank), \(self): the type cannot be reduced")
      require(receive.count, counts[0], "the buffer")
    case .allGather:
      precondition(counts.count == size, "rank \(rank), \(self): there are \(size) ranks")
      require(send.count, counts[rank], "send")
      require(receive.count, counts.reduce(0, +), "receive")
    case .reduceScatter:
      precondition(type.isReducible, "rank \(rank), \(self): the type cannot be reduced")
      precondition(counts.count == size, "rank \(rank), \(self): there are \(size) ranks")
      require(send.count, counts.reduce(0, +), "send")
      require(receive.count, counts[rank], "receive")
    case .allToAllV:
      precondition(
        counts.count == size && receiveCounts.count == size,
        "rank \(rank), \(self): there are \(size) ranks")
      require(send.count, counts.reduce(0, +), "send")
      require(receive.count, receiveCounts.reduce(0, +), "receive")
    }
  }

  /// The first disagreement among the calls of all ranks, in rank order; nil when they agree.
  static func mismatch(_ calls: [Call], at sequence: Int = 0) -> CommunicatorError? {
    let first = calls[0]
    for (rank, call) in calls.enumerated() {
      let isAllToAllV = call.operation == .allToAllV
      if call.operation != first.operation || call.type != first.type
        || (!isAllToAllV && call.counts != first.counts)
      {
        return CommunicatorError(
          .mismatch, "call \(sequence): rank 0 called \(first), rank \(rank) called \(call)")
      }
    }
    guard first.operation == .allToAllV else { return nil }
    for (sender, sending) in calls.enumerated() {
      for (receiver, receiving) in calls.enumerated()
      where sending.counts[receiver] != receiving.receiveCounts[sender] {
        return CommunicatorError(
          .mismatch,
          "call \(sequence): in allToAllV rank \(sender) sends \(sending.counts[receiver]) elements "
            + "to rank \(receiver), which expects \(receiving.receiveCounts[sender])")
      }
    }
    return nil
  }
}

extension Call: CustomStringConvertible {
  /// `allReduce(sum) of 12 float32`.
  var description: String {
    let elements = counts.count == 1 ? "\(counts[0])" : "\(counts)"
    let what =
      switch operation {
      case .barrier: "barrier"
      case .split: "split"
      case .broadcast(let root): "broadcast from rank \(root)"
      case .allReduce(let operation): "allReduce(\(operation.rawValue))"
      case .allGather: "allGather"
      case .reduceScatter(let operation): "reduceScatter(\(operation.rawValue))"
      case .allToAllV: "allToAllV"
      }
    return counts.isEmpty ? what : "\(what) of \(elements) \(type.rawValue)"
  }
}
