internal import MotifKernels

/// One block of float memory, returned to the pool when its last tensor is gone.
///
/// In a dry run it is a block of that run's pool, which has no numbers.
final class Storage: @unchecked Sendable {
  // Invariant behind @unchecked: the block is written only through `Tensor.withUnsafeMutablePointer`,
  // which first makes sure that one tensor alone holds it; the purpose is changed only by the thread
  // that made the tensor, before it hands it on.
  private enum Block {
    case memory(UnsafeMutablePointer<Float>)
    case dry(PoolReplay.Buffer)
  }

  let count: Int
  private(set) var purpose: MemoryPurpose
  private let block: Block
  /// The same numbers in bfloat16, while somebody keeps them.
  private weak var shortened: ShortNumbers?

  init(count: Int, purpose: MemoryPurpose = .current) {
    self.count = count
    self.purpose = purpose
    if let dryRun = DryRun.current {
      block = .dry(dryRun.pool.allocate(count, for: purpose))
    } else {
      let bytes = BufferPool.allocate(Self.bytes(count), purpose: purpose.rawValue)
      block = .memory(bytes.bindMemory(to: Float.self, capacity: max(1, count)))
    }
  }

  deinit {
    guard case .memory(let pointer) = block else { return }
    BufferPool.release(
      UnsafeMutableRawPointer(pointer), Self.bytes(count), purpose: purpose.rawValue)
  }

  /// Where the numbers are, nil for a block of a dry run.
  var numbers: UnsafeMutablePointer<Float>? {
    if case .memory(let pointer) = block { pointer } else { nil }
  }

  /// Another block of the same size and purpose with the same numbers, if there are any.
  func copy() -> Storage {
    let copy = Storage(count: count, purpose: purpose)
    if let numbers, let target = copy.numbers { target.update(from: numbers, count: count) }
    return copy
  }

  /// The same numbers in bfloat16, which all who keep them share.
  ///
  /// For a block that is not written any more: of a result that was handed on.
  var short: ShortNumbers {
    if let shortened { return shortened }
    let short = ShortNumbers(self)
    shortened = short
    return short
  }

  /// To be called before the block is written again: what was kept of it stays what it was.
  func forgetShort() { if shortened != nil { shortened = nil } }

  /// Counts the block under another purpose from now on.
  func count(as purpose: MemoryPurpose) {
    guard purpose != self.purpose else { return }
    switch block {
    case .memory:
      BufferPool.recount(
        Self.bytes(count), from: self.purpose.rawValue, to: purpose.rawValue)
    case .dry(let buffer): buffer.count(as: purpose)
    }
    self.purpose = purpose
  }

  private static func bytes(_ count: Int) -> Int { max(1, count) * MemoryLayout<Float>.stride }
}
