internal import MotifKernels

/// One block of float memory, returned to the pool when its last tensor is gone.
final class Storage: @unchecked Sendable {
  // Invariant behind @unchecked: the block is written only through `Tensor.withUnsafeMutablePointer`,
  // which first makes sure that one tensor alone holds it; the purpose is changed only by the thread
  // that made the tensor, before it hands it on.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private(set) var purpose: MemoryPurpose

  init(count: Int, purpose: MemoryPurpose = .current) {
    self.count = count
    self.purpose = purpose
    pointer = BufferPool.allocate(Self.bytes(count), purpose: purpose.rawValue).bindMemory(
      to: Float.self, capacity: max(1, count))
  }

  deinit {
    BufferPool.release(
      UnsafeMutableRawPointer(pointer), Self.bytes(count), purpose: purpose.rawValue)
  }

  /// Counts the block under another purpose from now on.
  func count(as purpose: MemoryPurpose) {
    guard purpose != self.purpose else { return }
    BufferPool.recount(
      Self.bytes(count), from: self.purpose.rawValue, to: purpose.rawValue)
    self.purpose = purpose
  }

  private static func bytes(_ count: Int) -> Int { max(1, count) * MemoryLayout<Float>.stride }
}
