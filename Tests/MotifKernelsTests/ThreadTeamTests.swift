import Foundation
import MotifTestSupport
import Synchronization
import Testing

@testable import MotifKernels

@Suite("ThreadTeam", .timeLimit(.minutes(1))) struct ThreadTeamTests {
  /// The kernel's number of the calling thread, where the system tells it.
  private static func threadNumber() -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
  }

  private func runOnThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      Thread {
        body(index)
        group.leave()
      }.start()
    }
    group.wait()
  }

  @Test("teams of several threads work at the same time")
  func teamsDoNotWaitForEachOther() {
    let (callers, threads) = (4, 3)
    let entered = Atomic(0)
    runOnThreads(callers) { _ in
      Parallel.withTeam(threads: threads) {
        // Nobody leaves a body before all threads of all teams are in one.
        Parallel.forEach(threads) { _ in
          entered.add(1, ordering: .sequentiallyConsistent)
          while entered.load(ordering: .sequentiallyConsistent) < callers * threads {
            Platform.yieldProcessor()
          }
        }
      }
    }
    let count = entered.load(ordering: .sequentiallyConsistent)
    #expect(count == callers * threads)
  }

  @Test("every body runs once", arguments: [1, 2, 5])
  func everyBodyRunsOnce(threads: Int) {
    let rightCallers = Atomic(0)
    runOnThreads(3) { _ in
      var runs = [Int32](repeating: 0, count: 1000)
      Parallel.withTeam(threads: threads) {
        runs.withUnsafeMutableBufferPointer { buffer in
          nonisolated(unsafe) let base = buffer
          for _ in 0..<50 { Parallel.forEach(1000) { base[$0] += 1 } }
        }
      }
      if runs.allSatisfy({ $0 == 50 }) { rightCallers.add(1, ordering: .relaxed) }
    }
    let count = rightCallers.load(ordering: .relaxed)
    #expect(count == 3)
  }

  @Test("the innermost team counts, and its number is its own")
  func nestedTeams() {
    let outside = Parallel.threadCount
    Parallel.withTeam(threads: 3) {
      #expect(Parallel.threadCount == 3)
      Parallel.withTeam(threads: 2) {
        Parallel.threadCount = 7
        #expect(Parallel.threadCount == 7)
      }
      #expect(Parallel.threadCount == 3)
      Parallel.withTeam(threads: 0) { #expect(Parallel.threadCount == 1) }
    }
    #expect(Parallel.threadCount == outside)
  }

  @Test("an error that is thrown past a team ends it")
  func throwing() {
    struct Stop: Error {}
    let outside = Parallel.threadCount
    #expect(throws: Stop.self) {
      try Parallel.withTeam(threads: outside + 1) { () throws(Stop) in throw Stop() }
    }
    #expect(Parallel.threadCount == outside)
  }

  @Test("regions within bodies stay on the thread of their body")
  func bodiesAreSerial() {
    let strays = Atomic(0)
    Parallel.withTeam(threads: 4) {
      for _ in 0..<20 {
        Parallel.forEach(16) { _ in
          let own = Self.threadNumber()
          Parallel.forEach(8) { _ in
            if Self.threadNumber() != own { strays.add(1, ordering: .relaxed) }
          }
        }
      }
    }
    let count = strays.load(ordering: .relaxed)
    #expect(count == 0)
  }

  #if os(Linux)
    @Test("a team's threads are gone after it, those that sleep and those that spin")
    func threadsEnd() throws {
      let seen = Mutex<Set<String>>([])
      let own = try #require(Self.threadNumber())
      for pause in [0, 0.2] {
        Parallel.withTeam(threads: 4) {
          let entered = Atomic(0)
          Parallel.forEach(4) { _ in
            if let number = Self.threadNumber() { seen.withLock { _ = $0.insert(number) } }
            entered.add(1, ordering: .sequentiallyConsistent)
            while entered.load(ordering: .sequentiallyConsistent) < 4 { Platform.yieldProcessor() }
          }
          Thread.sleep(forTimeInterval: pause)
        }
      }
      var left = seen.withLock { $0 }
      #expect(left.remove(own) != nil && left.count >= 3)
      // The kernel takes a moment to clear a thread away that has been joined.
      while left.contains(where: { FileManager.default.fileExists(atPath: "/proc/\($0)") }) {
        Platform.yieldProcessor()
      }
    }
  #endif

  @Test("threads that the system refuses are done without", arguments: [0, 1, 2])
  func refusedThreads(granted: Int) {
    nonisolated(unsafe) var asked = 0
    let team = ThreadTeam(threads: 4) { body in
      asked += 1
      return asked <= granted ? WorkerThread.start(body) : nil
    }
    var runs = [Int32](repeating: 0, count: 100)
    team.beCurrent {
      runs.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let base = buffer
        for _ in 0..<20 { Parallel.forEach(100) { base[$0] += 1 } }
      }
    }
    #expect(asked == 3)
    #expect(runs.allSatisfy { $0 == 20 })
  }

  @Test("the first refusal of the process is told once")
  func aRefusalIsToldOnce() {
    let told = Mutex<[[Int]]>([])
    // Another test's refusal may be the first: then this one hears of it instead.
    ThreadRefusal.whenFirst { wanted, got in told.withLock { $0.append([wanted, got]) } }
    for _ in 0..<3 {
      let team = ThreadTeam(threads: 4) { _ in nil }
      team.beCurrent { Parallel.forEach(8) { _ in } }
    }
    let heard = told.withLock { $0 }
    #expect(heard.count == 1)
    #expect(heard.first.map { $0[0] == 4 && 1...3 ~= $0[1] } == true)
  }
}
