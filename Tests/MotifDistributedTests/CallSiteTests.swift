import MotifCore
import MotifDistributed
import Testing

/// A communicator that notes from where it was called.
private final class NotingCommunicator: Communicator {
  private let inner = SoloCommunicator()
  private(set) var sites: [CallSite] = []

  var rank: Int { inner.rank }
  var size: Int { inner.size }

  func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    sites.append(site)
    return inner.start(collective, at: site)
  }

  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    sites.append(site)
    return try inner.split(color: color, key: key, at: site)
  }

  func fail(_ error: any Error, at site: CallSite) { sites.append(site) }
}

@Suite struct CallSiteTests {
  private struct Stop: Error {}

  @Test func everyFormHandsOnTheLineThatCalledIt() throws {
    let noting = NotingCommunicator()
    let send = UnsafeMutableBufferPointer<Int>.allocate(capacity: 2)
    let receive = UnsafeMutableBufferPointer<Int>.allocate(capacity: 2)
    send.initialize(repeating: 1)
    receive.initialize(repeating: 0)
    defer {
      send.deallocate()
      receive.deallocate()
    }
    let sent = UnsafeBufferPointer(send)
    var values = [1.0, 2]
    var lines: [Int] = []
    func check(_ line: Int, _ body: () throws -> Void) rethrows {
      try body()
      while lines.count < noting.sites.count { lines.append(line) }
    }
    try check(#line) { try noting.barrier() }
    try check(#line) { try noting.startBarrier().wait() }
    try check(#line) { try noting.broadcast(send, root: 0) }
    try check(#line) { try noting.startBroadcast(send, root: 0).wait() }
    try check(#line) { try noting.allReduce(send, .sum) }
    try check(#line) { try noting.startAllReduce(send, .max).wait() }
    try check(#line) { try noting.allGather(sent, receive, counts: [2]) }
    try check(#line) { try noting.startAllGather(sent, receive, counts: [2]).wait() }
    try check(#line) { try noting.reduceScatter(sent, receive, counts: [2], .sum) }
    try check(#line) { try noting.startReduceScatter(sent, receive, counts: [2], .sum).wait() }
    let two = [2]
    try check(#line) { try noting.allToAllV(sent, sendCounts: two, receive, receiveCounts: two) }
    try check(#line + 2) {
      // The last line of the call is not the one that counts.
      try noting.startAllToAllV(
        sent, sendCounts: two, receive, receiveCounts: two
      ).wait()
    }
    try check(#line) { try noting.broadcast(&values, root: 0) }
    try check(#line) { try noting.allReduce(&values, .sum) }
    try check(#line) { _ = try noting.allReduce(1, .sum) }
    try check(#line) { _ = try noting.allGather(values) }
    try check(#line) { _ = try noting.split(color: 0, key: 0) }
    check(#line) { noting.fail(Stop()) }
    #expect(noting.sites.count == 19)
    #expect(noting.sites == lines.map { CallSite(fileID: #fileID, line: $0) })
  }
}
