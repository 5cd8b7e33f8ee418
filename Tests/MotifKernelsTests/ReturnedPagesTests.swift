import Testing

@testable import MotifKernels

@Suite struct ReturnedPagesTests {
  /// Pages that were given back come again when they are written, and what lies beside them stays.
  @Test(arguments: [1 << 16, 3 << 16, 5 << 20, 17 << 20])
  func blocksServeAgainAfterTheirPagesWereReturned(bytes: Int) {
    let kept = BufferPool.allocate(bytes)
    let freed = BufferPool.allocate(bytes)
    for block in [kept, freed] {
      block.initializeMemory(as: UInt8.self, repeating: 7, count: bytes)
    }
    BufferPool.release(freed, bytes)
    BufferPool.returnPages()
    #expect((0..<bytes).allSatisfy { kept.load(fromByteOffset: $0, as: UInt8.self) == 7 })
    let again = BufferPool.allocate(bytes)
    again.initializeMemory(as: UInt8.self, repeating: 9, count: bytes)
    #expect((0..<bytes).allSatisfy { again.load(fromByteOffset: $0, as: UInt8.self) == 9 })
    #expect((0..<bytes).allSatisfy { kept.load(fromByteOffset: $0, as: UInt8.self) == 7 })
    BufferPool.release(again, bytes)
    BufferPool.release(kept, bytes)
  }
}
