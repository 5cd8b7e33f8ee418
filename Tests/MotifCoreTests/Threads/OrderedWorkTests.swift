import MotifTestSupport
import Synchronization
import Testing

@testable import MotifCore

/// Several threads work, and the results come in order, whatever happens.
@Suite struct OrderedWorkTests {
  private func squares(
    _ count: Int, threads: Int, start: @escaping SystemThread.Start = SystemThread.start
  ) -> [Int] {
    var results: [Int] = []
    var next = 0
    OrderedWork.run(threads: threads, startThread: start) {
      var seen = 0
      return { (item: Int) in
        seen += 1
        // Later items are often done first.
        for _ in 0..<(item % 7) * 1000 { seen &+= 1 }
        return seen > 0 ? item * item : -1
      }
    } next: {
      next += 1
      return next <= count ? next : nil
    } consume: {
      results.append($0)
    }
    return results
  }

  @Test(arguments: [0, 1, 2, 3, 8]) func resultsComeInOrder(threads: Int) {
    for count in [0, 1, 2, 5, 500] {
      #expect(squares(count, threads: threads) == (1...max(1, count)).prefix(count).map { $0 * $0 })
    }
  }

  @Test func refusedThreadsAreDoneWithout() {
    for refused in [0, 1, 3] {
      let threads = FaultyThreads { $0 >= refused }
      #expect(squares(50, threads: 4, start: threads.start) == (1...50).map { $0 * $0 })
    }
  }

  @Test func anErrorEndsAllWork() {
    struct Stop: Error, Equatable { let at: Int }
    for place in [1, 10, 40] {
      let running = Mutex(0)
      var made = 0
      #expect(throws: Stop(at: place)) {
        try OrderedWork.run(threads: 3) {
          { (item: Int) in
            running.withLock { $0 += 1 }
            defer { running.withLock { $0 -= 1 } }
            return item
          }
        } next: { () throws(Stop) in
          made += 1
          if made == 60 { throw Stop(at: 60) }
          return made
        } consume: { item throws(Stop) in
          if item == place { throw Stop(at: place) }
        }
      }
      #expect(running.withLock { $0 } == 0)
      #expect(made <= place + 8)
    }
  }
}
