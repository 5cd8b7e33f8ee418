import MotifTensor
import Testing

/// The pool of a dry run.
@Suite struct PoolReplayTests {
  @Test func freedMemoryServesRequestsOfItsSizeAlone() {
    let pool = PoolReplay()
    do {
      let first = pool.allocate(1 << 20, for: .activations)
      #expect(pool.residentBytes == 4 << 20)
      withExtendedLifetime(first) {}
    }
    let second = pool.allocate((1 << 20) - 5000, for: .buffers)
    #expect(pool.residentBytes == 4 << 20, "the freed block is taken")
    let third = pool.allocate(1 << 18, for: .buffers)
    #expect(pool.residentBytes == 5 << 20, "a block of another size is not")
    #expect(pool.peakBytes(for: .activations) == 4 << 20)
    #expect(pool.peakBytes(for: .buffers) == (5 << 20) - 20000)
    withExtendedLifetime((second, third)) {}
  }

  @Test func onlyWrittenPagesCount() {
    let pool = PoolReplay()
    // 5 KiB + 4 B lie in a class of 6 KiB: two pages of it are written.
    let block = pool.allocate(1281, for: .buffers)
    #expect(pool.residentBytes == 8192)
    #expect(pool.systemBytes == 6144)
    withExtendedLifetime(block) {}
  }
}
