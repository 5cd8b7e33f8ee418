import MotifTensor
import Synchronization
import Testing

/// Work of given sizes: large pieces in turn on the caller's thread, small ones beside each other.
@Suite struct WorkBySizeTests {
  @Test(arguments: [
    [], [1], [2_000_000], [1, 2, 3], [1 << 20, 1 << 20 + 1], [3_000_000, 5, 2_000_000, 7, 0, 7],
  ])
  func everyPieceRunsOnce(_ sizes: [Int]) {
    let counts = Mutex([Int](repeating: 0, count: sizes.count))
    var large: [Int] = []
    var between = 0
    ComputeThreads.forEach(ofSizes: sizes, between: { between += 1 }) { index in
      counts.withLock { $0[index] += 1 }
      if sizes[index] > 1 << 20 { large.append(index) }
    }
    #expect(counts.withLock { $0 } == sizes.map { _ in 1 })
    #expect(large == sizes.indices.filter { sizes[$0] > 1 << 20 } && between == large.count)
  }
}
