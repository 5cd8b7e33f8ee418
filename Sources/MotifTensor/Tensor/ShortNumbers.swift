internal import MotifKernels

/// The numbers of a tensor rounded to bfloat16, in half the memory, as a backward pass keeps them.
final class ShortNumbers: @unchecked Sendable {
  // Invariant behind @unchecked: a graph is built and consumed by one thread; the block is written once,
  // by `init`.
  private enum Block {
    case memory(UnsafeMutablePointer<UInt16>)
    case dry(PoolReplay.Buffer)
  }

  private let count: Int
  private let block: Block
  /// The same numbers as Float32, while somebody reads them.
  private weak var widened: Storage?

  /// The numbers of `storage`, rounded to nearest.
  init(_ storage: Storage) {
    count = storage.count
    if let dryRun = DryRun.current {
      block = .dry(dryRun.pool.allocate((count + 1) / 2, for: .activations))
      return
    }
    let bytes = BufferPool.allocate(
      Self.bytes(count), purpose: MemoryPurpose.activations.rawValue)
    let numbers = bytes.bindMemory(to: UInt16.self, capacity: Self.bytes(count) / 2)
    block = .memory(numbers)
    if let source = storage.numbers {
      Vectorized.encodeBFloat16(source, into: numbers, count: count)
    }
  }

  deinit {
    guard case .memory(let numbers) = block else { return }
    BufferPool.release(
      UnsafeMutableRawPointer(numbers), Self.bytes(count),
      purpose: MemoryPurpose.activations.rawValue)
  }

  /// The numbers as Float32; readers at the same time share them.
  var wide: Storage {
    if let widened { return widened }
    let storage = Storage(count: count, purpose: .buffers)
    if case .memory(let source) = block, let target = storage.numbers {
      Vectorized.decodeBFloat16(source, into: target, count: count)
    }
    widened = storage
    return storage
  }

  /// A whole number of Float32, as a dry run counts.
  private static func bytes(_ count: Int) -> Int {
    max(1, (count + 1) / 2) * MemoryLayout<Float>.stride
  }
}
