import MotifKernels
import MotifTestSupport
import Synchronization
import Testing

@Suite("Parallel") struct ParallelTests {
  @Test("every body runs once, at any thread count", arguments: [1, 2, 3, 8])
  func everyBodyRunsOnce(threads: Int) {
    withThreadCounts([threads]) { _ in
      for count in [0, 1, 2, 7, 64, 1000] {
        var runs = [Int32](repeating: 0, count: count)
        runs.withUnsafeMutableBufferPointer { buffer in
          nonisolated(unsafe) let base = buffer
          for _ in 0..<20 { Parallel.forEach(count) { base[$0] += 1 } }
        }
        #expect(runs.allSatisfy { $0 == 20 })
      }
    }
  }

  @Test("the number of threads may change between regions", .timeLimit(.minutes(1)))
  func changingThreadCounts() {
    var runs = [Int32](repeating: 0, count: 40)
    var round = 0
    runs.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let base = buffer
      // Workers that are beyond the new number may still be on their way.
      withThreadCounts((0..<100).flatMap { _ in [16, 2, 5, 1] }) { _ in
        Parallel.forEach(40, deal: round % 3 == 0 ? .turns : .runs) { base[$0] += 1 }
        round += 1
      }
    }
    #expect(runs.allSatisfy { $0 == 400 })
  }

  @Test("more bodies than a ticket counts run once each", arguments: [(1 << 20) - 1, 1 << 21])
  func manyBodies(count: Int) {
    var runs = [UInt8](repeating: 0, count: count)
    runs.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let base = buffer
      withThreadCounts([2]) { _ in Parallel.forEach(count) { base[$0] += 1 } }
    }
    #expect(runs.allSatisfy { $0 == 1 })
  }

  @Test("a nested region runs on its caller")
  func nestedRegions() {
    let total = Atomic<Int>(0)
    Parallel.forEach(8) { _ in
      Parallel.forEach(8) { _ in total.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 64)
  }
}

@Suite("BufferPool") struct BufferPoolTests {
  @Test("a released block is handed out again")
  func recycling() {
    let first = BufferPool.allocate(3_000_017)
    first.storeBytes(of: 7, as: Int.self)
    BufferPool.release(first, 3_000_017)
    let second = BufferPool.allocate(3_000_017)
    #expect(first == second)
    #expect(UInt(bitPattern: second) % 64 == 0)
    BufferPool.release(second, 3_000_017)
  }
}
