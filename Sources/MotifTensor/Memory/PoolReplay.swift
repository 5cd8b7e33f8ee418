internal import MotifKernels

/// The pool of tensor memory played through without memory: what a sequence of requests would take
/// from the system.
///
/// Follows the rules of `BufferPool`: requests are rounded up to a size class, a released block goes
/// back to its class and is handed out again, last in first out, and nothing returns to the system.
/// So what a process holds is not the most that was ever in use, but the sum over size classes of
/// the most that was in use of each.
package final class PoolReplay {
  /// A block in use; released with its last reference.
  package final class Buffer {
    /// Float32 numbers asked for.
    package let count: Int
    private var purpose: MemoryPurpose
    private let block: Int
    private let pool: PoolReplay

    fileprivate init(_ count: Int, _ purpose: MemoryPurpose, _ pool: PoolReplay) {
      self.count = count
      self.purpose = purpose
      self.pool = pool
      block = pool.take(Self.bytes(count), purpose)
    }

    deinit { pool.giveBack(block, Self.bytes(count), purpose) }

    /// Counts the block under another purpose from now on.
    func count(as purpose: MemoryPurpose) {
      pool.recount(Self.bytes(count), from: self.purpose, to: purpose)
      self.purpose = purpose
    }

    private static func bytes(_ count: Int) -> Int {
      max(1, count) * MemoryLayout<Float>.stride
    }
  }

  /// Bytes that were written at least once, whole pages counted: what the process holds.
  package private(set) var residentBytes = 0
  /// Bytes taken from the system, slack of size classes included.
  package private(set) var systemBytes = 0
  private var free = [[Int]](repeating: [], count: BufferPool.classCount)
  /// By block, how many of its bytes were written.
  private var written: [Int] = []
  private var live = [Int](repeating: 0, count: MemoryPurpose.allCases.count)
  private var peak = [Int](repeating: 0, count: MemoryPurpose.allCases.count)

  /// An empty pool.
  package init() {}

  /// A block for `count` Float32 numbers, all of which will be written.
  package func allocate(_ count: Int, for purpose: MemoryPurpose) -> Buffer {
    Buffer(count, purpose, self)
  }

  /// The most bytes that were in use for `purpose` at one moment.
  package func peakBytes(for purpose: MemoryPurpose) -> Int { peak[purpose.rawValue] }

  /// Starts new measurements of the peaks from what is in use now.
  func resetPeaks() { peak = live }

  private func recount(_ bytes: Int, from old: MemoryPurpose, to new: MemoryPurpose) {
    live[old.rawValue] -= bytes
    use(bytes, new)
  }

  private func use(_ bytes: Int, _ purpose: MemoryPurpose) {
    live[purpose.rawValue] += bytes
    peak[purpose.rawValue] = max(peak[purpose.rawValue], live[purpose.rawValue])
  }

  private func take(_ bytes: Int, _ purpose: MemoryPurpose) -> Int {
    use(bytes, purpose)
    let index = BufferPool.sizeClass(bytes)
    let block = free[index].popLast() ?? written.count
    if block == written.count {
      systemBytes += BufferPool.classSize(index)
      written.append(0)
    }
    let touched = BufferPool.touchedBytes(bytes)
    residentBytes += max(0, touched - written[block])
    written[block] = max(written[block], touched)
    return block
  }

  private func giveBack(_ block: Int, _ bytes: Int, _ purpose: MemoryPurpose) {
    live[purpose.rawValue] -= bytes
    free[BufferPool.sizeClass(bytes)].append(block)
  }
}
