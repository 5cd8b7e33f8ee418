internal import MotifKernels

/// One block of float memory, returned to the pool when its last tensor is gone.
final class Storage: @unchecked Sendable {
  // Invariant behind @unchecked: the block is written only through `Tensor.withUnsafeMutablePointer`,
  // which first makes sure that one tensor alone holds it.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    pointer = BufferPool.allocate(Self.bytes(count)).bindMemory(
      to: Float.self, capacity: max(1, count))
  }

  deinit { BufferPool.release(UnsafeMutableRawPointer(pointer), Self.bytes(count)) }

  private static func bytes(_ count: Int) -> Int { max(1, count) * MemoryLayout<Float>.stride }
}
