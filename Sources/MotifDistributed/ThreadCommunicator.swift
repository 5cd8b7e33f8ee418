/// One rank of a ``ThreadWorld``.
final class ThreadCommunicator: Communicator {
  let rank: Int
  private let group: Meeting.Group
  private let meeting: Meeting

  init(rank: Int, group: Meeting.Group, _ meeting: Meeting) {
    self.rank = rank
    self.group = group
    self.meeting = meeting
  }

  var size: Int { group.members.count }

  func barrier() throws(CommunicatorError) { try meet(Call(operation: .barrier)) { _ in } }

  func broadcast(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, root: Int
  ) throws(CommunicatorError) {
    try meet(.broadcast(buffer, type, root: root)) { calls in
      if rank != root { buffer.copyMemory(from: UnsafeRawBufferPointer(calls[root].receive)) }
    }
  }

  func allReduce(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    try meet(.allReduce(buffer, type, operation)) { calls in
      // Each rank reduces one slice and writes it into everyone's buffer; nobody else touches it.
      let count = buffer.count / type.byteCount
      let slice = rank * count / size..<(rank + 1) * count / size
      let bytes = slice.lowerBound * type.byteCount..<slice.upperBound * type.byteCount
      guard let base = buffer.baseAddress, !slice.isEmpty else { return }
      Reduction.apply(
        operation, type, calls.map { UnsafeRawBufferPointer($0.receive) }, range: slice,
        into: base + bytes.lowerBound)
      let reduced = UnsafeRawBufferPointer(rebasing: buffer[bytes])
      for (other, call) in calls.enumerated() where other != rank {
        UnsafeMutableRawBufferPointer(rebasing: call.receive[bytes]).copyMemory(from: reduced)
      }
    }
  }

  func allGather(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType
  ) throws(CommunicatorError) {
    try meet(.allGather(send, receive, counts, type)) { calls in
      var start = 0
      for call in calls {
        UnsafeMutableRawBufferPointer(rebasing: receive[start..<start + call.send.count])
          .copyMemory(from: call.send)
        start += call.send.count
      }
    }
  }

  func reduceScatter(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError) {
    try meet(.reduceScatter(send, receive, counts, type, operation)) { calls in
      let start = counts[..<rank].reduce(0, +)
      Reduction.apply(
        operation, type, calls.map(\.send), range: start..<start + counts[rank],
        into: receive.baseAddress)
    }
  }

  func allToAllV(
    _ send: UnsafeRawBufferPointer, sendCounts: [Int], _ receive: UnsafeMutableRawBufferPointer,
    receiveCounts: [Int], _ type: ElementType
  ) throws(CommunicatorError) {
    try meet(.allToAllV(send, sendCounts, receive, receiveCounts, type)) { calls in
      var target = 0
      for call in calls {
        let source = call.counts[..<rank].reduce(0, +) * type.byteCount
        let bytes = call.counts[rank] * type.byteCount
        UnsafeMutableRawBufferPointer(rebasing: receive[target..<target + bytes])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: call.send[source..<source + bytes]))
        target += bytes
      }
    }
  }

  func split(color: Int?, key: Int) throws(CommunicatorError) -> (any Communicator)? {
    var result: ThreadCommunicator?
    try meet(Call(operation: .split, color: color, key: key)) { _ in
      guard let color, let child = meeting.child(color, of: group),
        let place = child.members.firstIndex(of: group.members[rank])
      else { return }
      result = ThreadCommunicator(rank: place, group: child, meeting)
    }
    return result
  }

  private func meet(_ call: Call, work: ([Call]) -> Void) throws(CommunicatorError) {
    call.check(rank: rank, size: size)
    try meeting.meet(call, rank: rank, in: group, work: work)
  }
}
