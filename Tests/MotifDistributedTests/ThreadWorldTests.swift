import Foundation
import Synchronization
import Testing

@testable import MotifDistributed

@Suite struct ThreadWorldTests {
  private struct Stop: Error, Equatable {}

  private func failure(
    size: Int = 3, deadline: Double = 60,
    _ body: @escaping @Sendable (any Communicator) throws -> Void
  ) -> CommunicatorError? {
    #expect(throws: CommunicatorError.self) {
      try ThreadWorld(size: size, deadline: deadline).run(body)
    }
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

  @Test func differentOperationsNameBothRanks() {
    let error = failure { communicator in
      var values: [Float] = [1, 2]
      try communicator.barrier()
      if communicator.rank == 2 {
        try communicator.barrier()
      } else {
        try communicator.allReduce(&values, .sum)
      }
    }
    #expect(error?.kind == .mismatch)
    #expect(
      error?.description
        == "call 1: rank 0 called allReduce(sum) of 2 float32, rank 2 called barrier")
  }

  @Test func everyRankGetsTheMismatch() throws {
    let errors = try ThreadWorld(size: 3).run { communicator -> String in
      var values = [Float](repeating: 0, count: communicator.rank == 1 ? 3 : 2)
      do { try communicator.allReduce(&values, .sum) } catch { return "\(error)" }
      return "no error"
    }
    let expected =
      "call 0: rank 0 called allReduce(sum) of 2 float32, "
      + "rank 1 called allReduce(sum) of 3 float32"
    #expect(errors == [expected, expected, expected])
  }

  @Test func countsThatDoNotMeetNameSenderAndReceiver() {
    let error = failure { communicator in
      let counts = [1, 1, 1]
      let expected = communicator.rank == 2 ? [1, 0, 1] : counts
      var received = [Float](repeating: 0, count: expected.reduce(0, +))
      try [Float](repeating: 1, count: 3).withUnsafeBufferPointer { send in
        try received.withUnsafeMutableBufferPointer { receive in
          try communicator.allToAllV(send, sendCounts: counts, receive, receiveCounts: expected)
        }
      }
    }
    #expect(
      error?.description.contains("rank 1 sends 1 elements to rank 2, which expects 0") == true)
  }

  @Test func aRankThatFailsIsTheErrorOfTheRun() {
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

  @Test func aRankThatEndsEarlyIsNamed() {
    let error = failure { communicator in
      if communicator.rank != 1 { try communicator.barrier() }
    }
    #expect(error?.kind == .departed)
    #expect(error?.description.contains("waits in barrier for rank 1, which has ended") == true)
  }

  @Test func aRankThatNeverComesMissesTheDeadline() {
    let isOver = Atomic(false)
    let start = Date()
    let error = failure(deadline: 0.2) { communicator in
      if communicator.rank == 2 {
        while !isOver.load(ordering: .relaxed) { Thread.sleep(forTimeInterval: 0.01) }
      } else {
        defer { isOver.store(true, ordering: .relaxed) }
        try communicator.barrier()
      }
    }
    #expect(error?.kind == .deadline)
    #expect(error?.description.hasSuffix("waited 0.2 s in barrier for rank 2") == true)
    #expect(Date().timeIntervalSince(start) < 30)
  }

  /// Its buffers must stay whole while a slower rank reads and writes them.
  @Test func aRankThatIsDoneWaitsForSlowOnesBeyondTheDeadline() throws {
    let meeting = Meeting(size: 2, deadline: 0.5)
    let call = Call(operation: .barrier)
    let isSlowDone = Atomic(false)
    let slow = Thread {
      try? meeting.meet(call, rank: 1, in: meeting.world) { _ in
        Thread.sleep(forTimeInterval: 1)
        isSlowDone.store(true, ordering: .sequentiallyConsistent)
      }
    }
    slow.start()
    try meeting.meet(call, rank: 0, in: meeting.world) { _ in }
    let wasDone = isSlowDone.load(ordering: .sequentiallyConsistent)
    #expect(wasDone)
  }

  @Test func afterAnErrorTheGroupIsUnusable() throws {
    let errors = try ThreadWorld(size: 2).run { communicator -> [String] in
      (0..<2).map { _ in
        var values: [Double] = [1]
        do {
          if communicator.rank == 0 {
            try communicator.barrier()
          } else {
            try communicator.allReduce(&values, .sum)
          }
          return "no error"
        } catch { return "\(error)" }
      }
    }
    #expect(Set(errors.flatMap { $0 }).count == 1)
    #expect(errors[0][0].contains("rank 1 called allReduce"))
  }

  @Test func aFailureInAPartReachesTheOthers() {
    let error = failure(size: 4) { communicator in
      let part = try communicator.split(color: communicator.rank / 2, key: 0)
      var values = [Float](repeating: 0, count: communicator.rank + 1)
      if communicator.rank < 2 { try part?.allReduce(&values, .sum) }
      try communicator.barrier()
    }
    #expect(error?.kind == .mismatch)
  }
}
