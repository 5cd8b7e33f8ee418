import MotifKernels
import Synchronization
import Testing

@Suite("Parallel") struct ParallelTests {
  @Test("every body runs once, at any thread count", arguments: [1, 2, 3, 8])
  func everyBodyRunsOnce(threads: Int) {
    let before = Parallel.threadCount
    defer { Parallel.threadCount = before }
    Parallel.threadCount = threads
    for count in [0, 1, 2, 7, 64, 1000] {
      var runs = [Int32](repeating: 0, count: count)
      runs.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let base = buffer
        for _ in 0..<20 { Parallel.forEach(count) { base[$0] += 1 } }
      }
      #expect(runs.allSatisfy { $0 == 20 })
    }
  }

  @Test("the number of threads may change between regions", .timeLimit(.minutes(1)))
  func changingThreadCounts() {
    let before = Parallel.threadCount
    defer { Parallel.threadCount = before }
    var runs = [Int32](repeating: 0, count: 40)
    runs.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let base = buffer
      for round in 0..<400 {
        // Workers that are beyond the new number may still be on their way.
        Parallel.threadCount = [16, 2, 5, 1][round % 4]
        Parallel.forEach(40, deal: round % 3 == 0 ? .turns : .runs) { base[$0] += 1 }
      }
    }
    #expect(runs.allSatisfy { $0 == 400 })
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
