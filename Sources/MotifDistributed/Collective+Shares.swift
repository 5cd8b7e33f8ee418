internal import MotifCore

extension Collective {
  /// Does share `share` of a collective that all ranks have started, `calls` in rank order.
  ///
  /// There are as many shares as ranks. Each may run on any thread and beside the others: no byte is
  /// written by two, or written by one and read by another. Cost: O(elements), for a reduction
  /// O(elements) on the average share.
  static func carryOut(_ share: Int, of calls: [Collective]) {
    let call = calls[share]
    precondition(
      !calls.contains { $0.send.isWithoutNumbers || $0.receive.isWithoutNumbers },
      "\(call) in a dry run: only a virtual world without numbers exchanges buffers that have none")
    switch call.operation {
    case .barrier: break
    case .broadcast(let root):
      if share != root { call.receive.copyMemory(from: calls[root].given) }
    case .allReduce(let operation): allReduce(operation, share, calls)
    case .allGather, .split:
      var start = 0
      for other in calls {
        let end = start + other.send.count
        copy(other.send, to: UnsafeMutableRawBufferPointer(rebasing: call.receive[start..<end]))
        start = end
      }
    case .reduceScatter(let operation):
      let start = call.counts[..<share].reduce(0, +)
      reduce(
        operation, call.type, calls.map(\.send), start..<start + call.counts[share],
        into: call.receive)
    case .allToAllV:
      var start = 0
      for other in calls {
        let source = other.counts[..<share].reduce(0, +) * call.type.byteCount
        let bytes = other.counts[share] * call.type.byteCount
        copy(
          UnsafeRawBufferPointer(rebasing: other.send[source..<source + bytes]),
          to: UnsafeMutableRawBufferPointer(rebasing: call.receive[start..<start + bytes]))
        start += bytes
      }
    }
  }

  /// The elements of `count` that share `share` of a reduction in slices adds up.
  static func slice(_ share: Int, of shares: Int, _ count: Int) -> Range<Int> {
    share * count / shares..<(share + 1) * count / shares
  }

  private var given: UnsafeRawBufferPointer { UnsafeRawBufferPointer(receive) }

  /// Reduces one slice and writes it into everyone's buffer; no other share touches it.
  private static func allReduce(
    _ operation: ReduceOperation, _ share: Int, _ calls: [Collective]
  ) {
    let call = calls[share]
    let slice = slice(share, of: calls.count, call.counts[0])
    let size = call.type.byteCount
    let bytes = slice.lowerBound * size..<slice.upperBound * size
    let target = UnsafeMutableRawBufferPointer(rebasing: call.receive[bytes])
    reduce(operation, call.type, calls.map(\.given), slice, into: target)
    for (rank, other) in calls.enumerated() where rank != share {
      UnsafeMutableRawBufferPointer(rebasing: other.receive[bytes])
        .copyMemory(from: UnsafeRawBufferPointer(target))
    }
  }

  private static func reduce(
    _ operation: ReduceOperation, _ type: ScalarType, _ sources: [UnsafeRawBufferPointer],
    _ range: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) {
    guard let base = target.baseAddress, !range.isEmpty else { return }
    if sources.count > 1 {
      Reduction.apply(operation, type, sources, range: range, into: base)
    } else {
      // A copy keeps every bit, also those of a NaN.
      copy(sources[0], to: target)
    }
  }

  /// Copies unless it is the same place, which other shares may be reading.
  private static func copy(
    _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) {
    if source.baseAddress != UnsafeRawPointer(target.baseAddress) {
      target.copyMemory(from: source)
    }
  }
}
