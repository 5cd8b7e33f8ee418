import Foundation
import MotifCore
import Synchronization
import Testing

@testable import MotifDistributed

@Suite struct ThreadWorldTests {
  private struct Stop: Error, Equatable {}

  /// The error of a run of three ranks.
  private func failure(
    _ body: @escaping @Sendable (any Communicator) throws -> Void
  ) -> CommunicatorError? {
    #expect(throws: CommunicatorError.self) { try ThreadWorld(size: 3, deadline: 60).run(body) }
  }

  @Test func noRankLeavesABarrierBeforeAllHaveEntered() throws {
    let entered = Atomic(0)
    let counts = try ThreadWorld(size: 4).run { communicator in
      Thread.sleep(forTimeInterval: 0.01 * Double(communicator.rank))
      entered.add(1, ordering: .sequentiallyConsistent)
      try communicator.barrier()
      return entered.load(ordering: .sequentiallyConsistent)
    }
    #expect(counts == [4, 4, 4, 4])
  }

  @Test func resultsComeInRankOrder() throws {
    #expect(try ThreadWorld(size: 5).run { $0.rank * $0.rank } == [0, 1, 4, 9, 16])
  }

  @Test func aRankThatThrowsIsTheErrorOfTheRun() {
    #expect(throws: Stop()) {
      try ThreadWorld(size: 3).run { communicator in
        if communicator.rank == 1 {
          Thread.sleep(forTimeInterval: 0.02)
          throw Stop()
        }
        try communicator.barrier()
      }
    }
  }

  @Test func whatARankThrewIsNamedToTheOthers() throws {
    let heard = Mutex<[Int: String]>([:])
    #expect(throws: Stop()) {
      try ThreadWorld(size: 3).run { communicator in
        try communicator.barrier()
        if communicator.rank == 1 { throw Stop() }
        do {
          try communicator.barrier()
        } catch {
          heard.withLock { $0[communicator.rank] = "\(error)" }
          throw error
        }
      }
    }
    let sentences = heard.withLock { $0 }
    #expect(sentences.count == 2)
    for sentence in sentences.values {
      #expect(sentence.hasPrefix("rank 1 failed after call 0, barrier at MotifDistributedTests/"))
      #expect(sentence.hasSuffix(": Stop()"))
    }
  }

  /// An error thrown past a pending collective drops it; the reason must not be lost.
  @Test func whatIsThrownPastAPendingCollectiveIsNamedToTheOthers() throws {
    let heard = Mutex<[String]>([])
    #expect(throws: Stop()) {
      try ThreadWorld(size: 3).run { communicator in
        var value = [Float(1)]
        try value.withUnsafeMutableBufferPointer { buffer in
          let pending = communicator.startAllReduce(buffer, .sum)
          if communicator.rank == 1 { throw Stop() }
          // It may be complete before rank 1 throws.
          try? pending.wait()
        }
        do {
          try communicator.barrier()
        } catch {
          heard.withLock { $0.append("\(error)") }
          throw error
        }
      }
    }
    let sentences = heard.withLock { $0 }
    #expect(sentences.count == 2 && sentences.allSatisfy { $0.hasSuffix(": Stop()") })
  }

  @Test func aFailureInAPartReachesTheOthersWithItsCause() {
    let error = failure { communicator in
      let part = try communicator.split(color: communicator.rank / 2, key: -communicator.rank)
      var values = [Float](repeating: 0, count: communicator.rank + 1)
      if communicator.rank < 2 { try part?.allReduce(&values, .sum) }
      try communicator.barrier()
    }
    #expect(error?.kind == .mismatch)
    let start = "call 0 of world ranks [1, 0]: rank 0 (world rank 1) called allReduce(sum) of 2 "
    #expect(error?.description.hasPrefix(start + "float32 at ") == true)
  }

  @Test func aThreadThatTheSystemRefusesIsAnError() {
    #expect {
      try ThreadWorld(size: 2, stackSize: 1 << 60).run { try $0.barrier() }
    } throws: { error in
      "\(error)".hasPrefix("rank 0 failed before its first call: the system refused it a thread")
    }
  }

  @Test func ranksMayOutnumberCoresByFar() throws {
    let sums = try ThreadWorld(size: 48, stackSize: 1 << 18).run { communicator in
      var sum = 0
      for _ in 0..<20 { sum = try communicator.allReduce(communicator.rank + sum % 1000, .sum) }
      return sum
    }
    #expect(Set(sums).count == 1)
  }
}

@Suite struct RendezvousTests {
  private static let barrier = PostedCollective(collective: .barrier, site: CallSite())

  private static func copy(_ buffer: UnsafeMutableRawBufferPointer) -> PostedCollective {
    PostedCollective(collective: .broadcast(buffer, .uint8, root: 0), site: CallSite())
  }

  /// Its buffers must stay whole while a slower rank reads and writes them.
  @Test func aShareThatHasBegunIsWaitedForBeyondDeadlineAndFailure() throws {
    let hasBegun = DispatchSemaphore(value: 0)
    let isOver = Atomic(false)
    let group = Rendezvous(members: [0, 1], deadline: 0.05, Roster()) { share, _ in
      if share == 1 {
        hasBegun.signal()
        Thread.sleep(forTimeInterval: 0.5)
        isOver.store(true, ordering: .sequentiallyConsistent)
      }
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
    defer { buffer.deallocate() }
    let call = Self.copy(buffer)
    let mine = group.start(call, 0)
    Thread { try? group.wait(group.start(call, 1), call, 1) }.start()
    hasBegun.wait()
    group.note(.failed(CommunicatorError(.aborted, "gone")), of: 1)
    #expect(throws: CommunicatorError(.aborted, "gone")) {
      try group.wait(mine, call, 0)
    }
    let wasOver = isOver.load(ordering: .sequentiallyConsistent)
    #expect(wasOver)
  }

  /// One rank waits in a share of one group, and another group goes on.
  @Test func groupsDoNotHoldEachOtherUp() throws {
    let mayEnd = DispatchSemaphore(value: 0)
    let hasBegun = DispatchSemaphore(value: 0)
    let roster = Roster()
    let slow = Rendezvous(members: [0], deadline: 60, roster) { _, _ in
      hasBegun.signal()
      mayEnd.wait()
    }
    let quick = Rendezvous(members: [1], deadline: 60, roster)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
    defer { buffer.deallocate() }
    let call = Self.copy(buffer)
    let isDone = DispatchSemaphore(value: 0)
    Thread {
      try? slow.wait(slow.start(call, 0), call, 0)
      isDone.signal()
    }.start()
    hasBegun.wait()
    try quick.wait(quick.start(Self.barrier, 0), Self.barrier, 0)
    mayEnd.signal()
    isDone.wait()
  }

  @Test func groupsOfTheDeadFailFromTheBeginning() {
    let roster = Roster()
    roster.depart(2, .failed(CommunicatorError(.aborted, "gone")))
    let group = Rendezvous(members: [0, 2], deadline: 60, roster)
    #expect(throws: CommunicatorError(.aborted, "gone")) {
      try group.wait(group.start(Self.barrier, 0), Self.barrier, 0)
    }
  }
}
