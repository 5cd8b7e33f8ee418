package import MotifDistributed

/// A collective of exchange buffers that this rank has started, and the buffers until it has ended.
package final class PendingExchange {
  private var pending: PendingCollective?
  private let sent: ExchangeBuffer
  private let received: ExchangeBuffer

  fileprivate init(
    _ pending: PendingCollective, _ sent: ExchangeBuffer, _ received: ExchangeBuffer
  ) {
    self.pending = pending
    self.sent = sent
    self.received = received
  }

  // Dropped without a wait, it ends its group; only then are the buffers free.
  deinit { pending = nil }

  /// Does what can be done now without waiting for other ranks.
  package func poll() { pending?.poll() }

  /// What has come, once it is complete.
  package func wait() throws(CommunicatorError) -> ExchangeBuffer {
    try pending?.wait()
    return received
  }
}

extension Communicator {
  /// Starts to send `sendCounts[r]` numbers of `send` to each rank r and to receive `receiveCounts[r]`.
  package func startAllToAllV(
    _ send: ExchangeBuffer, sendCounts: [Int], _ receive: ExchangeBuffer, receiveCounts: [Int],
    fileID: String = #fileID, line: Int = #line
  ) -> PendingExchange {
    let collective = Collective.allToAllV(
      UnsafeRawBufferPointer(send.bytes), sendCounts: sendCounts, receive.bytes,
      receiveCounts: receiveCounts, send.format.scalarType)
    let site = CallSite(fileID: fileID, line: line)
    return exchange(collective, send, receive, at: site)
  }

  /// Starts to gather `counts[r]` numbers of every rank r into everyone's `receive`.
  package func startAllGather(
    _ send: ExchangeBuffer, _ receive: ExchangeBuffer, counts: [Int], fileID: String = #fileID,
    line: Int = #line
  ) -> PendingExchange {
    let collective = Collective.allGather(
      UnsafeRawBufferPointer(send.bytes), receive.bytes, counts: counts, send.format.scalarType)
    let site = CallSite(fileID: fileID, line: line)
    return exchange(collective, send, receive, at: site)
  }

  /// Starts to sum `send` over the ranks, of which rank r gets the `counts[r]` numbers of its part.
  package func startReduceScatter(
    _ send: ExchangeBuffer, _ receive: ExchangeBuffer, counts: [Int], fileID: String = #fileID,
    line: Int = #line
  ) -> PendingExchange {
    let collective = Collective.reduceScatter(
      UnsafeRawBufferPointer(send.bytes), receive.bytes, counts: counts, send.format.scalarType,
      .sum)
    let site = CallSite(fileID: fileID, line: line)
    return exchange(collective, send, receive, at: site)
  }

  /// Starts to replace every number of `buffer` by its sum over the ranks.
  package func startSum(
    _ buffer: ExchangeBuffer, fileID: String = #fileID, line: Int = #line
  ) -> PendingExchange {
    let collective = Collective.allReduce(buffer.bytes, buffer.format.scalarType, .sum)
    let site = CallSite(fileID: fileID, line: line)
    return exchange(collective, buffer, buffer, at: site)
  }

  private func exchange(
    _ collective: Collective, _ sent: ExchangeBuffer, _ received: ExchangeBuffer, at site: CallSite
  ) -> PendingExchange {
    VirtualProgram.current?.dependence = sent.readyAfter
    return PendingExchange(start(collective, at: site), sent, received)
  }
}
