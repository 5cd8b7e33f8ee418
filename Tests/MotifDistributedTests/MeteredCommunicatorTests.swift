import Foundation
import MotifDistributed
import Testing

@Suite struct MeteredCommunicatorTests {
  /// Calls and bytes by operation; seconds are never less than nothing.
  private func counts(_ report: CommunicationReport) -> [String: [Int]] {
    report.operations.mapValues { usage in
      #expect(usage.seconds >= 0)
      return [usage.calls, usage.bytes]
    }
  }

  @Test func callsAndBytesAreCountedByOperation() throws {
    let reports = try ThreadWorld(size: 3).run { inner in
      let communicator = MeteredCommunicator(inner)
      #expect(communicator.report == CommunicationReport())
      #expect(communicator.rank == inner.rank && communicator.size == 3)
      for _ in 0..<4 { try communicator.barrier() }
      var values = [Float](repeating: 1, count: 10)
      try communicator.allReduce(&values, .sum)
      try communicator.broadcast(&values, root: 1)
      _ = try communicator.allReduce(7, .max)
      // Lengths of eight bytes, then one, two and three elements of two.
      _ = try communicator.allGather([UInt16](repeating: 3, count: communicator.rank + 1))
      let part = try communicator.split(color: communicator.rank / 2, key: 0)
      try part?.allReduce(&values, .sum)
      return communicator.report
    }
    for report in reports {
      #expect(
        counts(report) == [
          "barrier": [4, 0], "allReduce": [3, 40 + 8 + 40], "broadcast": [1, 40],
          "allGather": [2, 3 * 8 + 6 * 2], "split": [1, 0],
        ])
      #expect(report.total.calls == 11 && report.total.bytes == 164)
    }
  }

  @Test func theLargerBufferCounts() throws {
    let send = UnsafeMutableBufferPointer<Double>.allocate(capacity: 6)
    let receive = UnsafeMutableBufferPointer<Double>.allocate(capacity: 6)
    send.initialize(repeating: 1)
    receive.initialize(repeating: 0)
    defer {
      send.deallocate()
      receive.deallocate()
    }
    let communicator = MeteredCommunicator(SoloCommunicator())
    let sent = UnsafeBufferPointer(send)
    try communicator.reduceScatter(sent, receive, counts: [6], .sum)
    try communicator.allToAllV(
      UnsafeBufferPointer(rebasing: sent[..<2]), sendCounts: [2],
      UnsafeMutableBufferPointer(rebasing: receive[..<2]), receiveCounts: [2])
    #expect(counts(communicator.report) == ["reduceScatter": [1, 48], "allToAllV": [1, 16]])
  }

  /// Time in a start, a poll and a wait counts, time of computing between them does not.
  @Test func secondsAreThoseSpentInCalls() throws {
    let communicator = MeteredCommunicator(SlowCommunicator())
    let start = ContinuousClock.now
    let pending = communicator.startBarrier()
    Thread.sleep(forTimeInterval: 0.2)
    pending.poll()
    try pending.wait()
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let seconds = communicator.report.total.seconds
    #expect(seconds >= 0.07 && elapsed - seconds >= 0.2)
    #expect(communicator.report.total.calls == 1)
  }

  @Test func aCollectiveThatIsDroppedReachesTheCommunicatorBehind() throws {
    let solo = SoloCommunicator()
    _ = MeteredCommunicator(solo).startBarrier()
    #expect(throws: CommunicatorError.self) { try solo.barrier() }
  }

  @Test func whatCameBetweenTwoReports() throws {
    let communicator = MeteredCommunicator(SoloCommunicator())
    try communicator.barrier()
    let first = communicator.report
    #expect(first.since(first) == CommunicationReport())
    var value = [1.0, 2, 3]
    try communicator.broadcast(&value, root: 0)
    #expect(counts(communicator.report.since(first)) == ["broadcast": [1, 24]])
    #expect(counts(communicator.report.since(CommunicationReport())).count == 2)
  }
}

/// A start takes 10 ms, a poll 20 and a wait 40.
private final class SlowCommunicator: Communicator {
  private let inner = SoloCommunicator()
  let rank = 0
  let size = 1

  func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    Thread.sleep(forTimeInterval: 0.01)
    return PendingCollective(Progress(inner.start(collective, at: site)))
  }

  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    try inner.split(color: color, key: key, at: site)
  }

  func fail(_ error: any Error, at site: CallSite) { inner.fail(error, at: site) }

  private final class Progress: CollectiveProgress {
    private let pending: PendingCollective
    init(_ pending: PendingCollective) { self.pending = pending }

    func poll() -> Bool {
      Thread.sleep(forTimeInterval: 0.02)
      // A wait still has to come.
      return false
    }

    func wait() throws(CommunicatorError) {
      Thread.sleep(forTimeInterval: 0.04)
      try pending.wait()
    }

    func abandon() {}
  }
}
