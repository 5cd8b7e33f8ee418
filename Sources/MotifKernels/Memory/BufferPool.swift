internal import Synchronization

/// Memory that is returned to a free list instead of the system.
///
/// On a virtual machine a fresh page costs more than the arithmetic on it, so a training step after
/// the first must reuse the pages of the steps before. Requests are rounded up to a size class (four
/// classes an octave, at most 25 % slack); a released block goes to its class and is handed out
/// again, last in first out. Blocks of 64 KiB and more lie in huge pages where the system grants them:
/// up to 16 MiB side by side in slabs, because one of them alone would not fill a huge page.
package enum BufferPool {
  /// Bytes in use and their highest value, by size class, slack included.
  package struct Statistics: Sendable, Equatable {
    package var liveBytes = 0
    package var peakBytes = 0
    /// Bytes taken from the system so far; flat once a workload repeats.
    package var systemBytes = 0
    /// By purpose, the bytes asked for that are in use, and their highest value.
    package var liveByPurpose = [Int](repeating: 0, count: purposeCount)
    package var peakByPurpose = [Int](repeating: 0, count: purposeCount)

    fileprivate mutating func count(_ bytes: Int, _ purpose: Int) {
      liveByPurpose[purpose] += bytes
      peakByPurpose[purpose] = max(peakByPurpose[purpose], liveByPurpose[purpose])
    }
  }

  /// Blocks are counted under a purpose below this; what each means is the caller's matter.
  package static let purposeCount = 8
  /// The purpose of kernels' own scratch.
  package static let scratchPurpose = 0

  /// A block of at least `byteCount` bytes, aligned to 64, with undefined content.
  package static func allocate(
    _ byteCount: Int, purpose: Int = scratchPurpose
  ) -> UnsafeMutableRawPointer {
    let index = sizeClass(byteCount)
    guard index < classCount else { refusal.withLock { $0 }(byteCount) }
    let size = classSize(index)
    let block = withState { state -> Address? in
      state.statistics.count(byteCount, purpose)
      state.statistics.liveBytes += size
      state.statistics.peakBytes = max(state.statistics.peakBytes, state.statistics.liveBytes)
      if let block = state.free[index].popLast() { return block }
      state.statistics.systemBytes += size
      return slabSizes.contains(size) ? state.slab.cut(size) : nil
    }
    if let block { return block.pointer }
    let fresh = size > slabSizes.upperBound ? Platform.mapPages(size) : Platform.allocate(size)
    guard let fresh else { refusal.withLock { $0 }(size) }
    return fresh
  }

  private static let refusal = Mutex<@Sendable (Int) -> Never> { size in
    Platform.end("the system refused \(size) bytes of memory")
  }

  /// Sets what ends the process when the system refuses memory; it gets the bytes that were asked for.
  ///
  /// Kernels cannot fail half way, so it must not return. By default it says so and exits with 2.
  package static func whenRefused(_ end: @escaping @Sendable (Int) -> Never) {
    refusal.withLock { $0 = end }
  }

  /// Sizes of blocks that are cut from slabs.
  private static let slabSizes = 1 << 16...1 << 24

  /// Bytes of memory that a block takes when all of the `byteCount` asked for are written.
  ///
  /// In a slab of huge pages that is the whole block, since its neighbours share its pages; a larger
  /// block has pages of its own, of which the last ones stay untouched.
  package static func touchedBytes(_ byteCount: Int) -> Int {
    let size = classSize(sizeClass(byteCount))
    if slabSizes.contains(size) { return size }
    return byteCount < 4096 ? byteCount : (byteCount + 4095) / 4096 * 4096
  }

  /// Counts a block under another purpose from now on.
  package static func recount(_ byteCount: Int, from old: Int, to new: Int) {
    withState { state in
      state.statistics.count(-byteCount, old)
      state.statistics.count(byteCount, new)
    }
  }

  /// Gives back a block of ``allocate(_:purpose:)``; `byteCount` is what was asked for then.
  package static func release(
    _ pointer: UnsafeMutableRawPointer, _ byteCount: Int, purpose: Int = scratchPurpose
  ) {
    let index = sizeClass(byteCount)
    withState { state in
      state.statistics.count(-byteCount, purpose)
      state.statistics.liveBytes -= classSize(index)
      state.free[index].append(Address(pointer: pointer))
    }
  }

  /// Gives the pages of all free blocks back to the system; the blocks stay free.
  ///
  /// For the end of a workload: what comes next does not find the process at its largest.
  package static func returnPages() {
    withState { state in
      for index in state.free.indices where classSize(index) >= slabSizes.lowerBound {
        for block in state.free[index] { Platform.returnPages(block.pointer, classSize(index)) }
      }
    }
  }

  /// Runs `body` with `count` scratch numbers of undefined content.
  package static func withScratch<Result>(
    _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let block = allocate(bytes)
    defer { release(block, bytes) }
    return body(block.bindMemory(to: Float.self, capacity: max(1, count)))
  }

  package static var statistics: Statistics { withState { $0.statistics } }

  /// Starts new measurements of the peaks from what is live now.
  package static func resetPeak() {
    withState { state in
      state.statistics.peakBytes = state.statistics.liveBytes
      state.statistics.peakByPurpose = state.statistics.liveByPurpose
    }
  }

  private struct Address: @unchecked Sendable {
    // Invariant behind @unchecked: a block is in one free list or in one caller's hands.
    let pointer: UnsafeMutableRawPointer
  }

  /// Fresh pages from which blocks are cut one after the other; they come back to the free lists.
  ///
  /// Pages are touched, and so taken from the system, only as far as they are cut.
  private struct Slab {
    private var next: Address?
    private var left = 0

    /// Blocks begin at different places in a page, so that streams do not share cache sets.
    private static let gap = 5 * 64
    /// Four of the largest blocks.
    private static let byteCount = 4 * (slabSizes.upperBound + gap)

    /// `size` bytes, or nil where the system has no more.
    mutating func cut(_ size: Int) -> Address? {
      if left < size + Self.gap {
        guard let fresh = Platform.mapPages(Self.byteCount) else { return nil }
        next = Address(pointer: fresh)
        left = Self.byteCount
      }
      guard let block = next else { return nil }
      next = Address(pointer: block.pointer + size + Self.gap)
      left -= size + Self.gap
      return block
    }
  }

  private struct State {
    var free = [[Address]](repeating: [], count: BufferPool.classCount)
    var slab = Slab()
    var statistics = Statistics()
  }

  private static let state = Mutex(State())

  #if MOTIF_SANITIZE
    /// Stands for the lock before the thread sanitizer, which does not see it, nor that a block has changed
    /// hands behind it.
    private static let order = Address(pointer: .allocate(byteCount: 8, alignment: 8))
  #endif

  /// Runs `body` with the state, one thread after the other.
  private static func withState<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      #if MOTIF_SANITIZE
        threadSanitizerAcquire(order.pointer)
        defer { threadSanitizerRelease(order.pointer) }
      #endif
      return body(&state)
    }
  }

  /// How many size classes there are.
  package static let classCount = 4 * 48

  /// The size class of a request.
  ///
  /// Class 4k+j holds (4+j)·2^(k+4) bytes: 64, 80, 96, 112, 128, 160, …
  package static func sizeClass(_ byteCount: Int) -> Int {
    let bytes = max(64, byteCount)
    let octave = Int.bitWidth - 1 - bytes.leadingZeroBitCount  // ≥ 6
    let step = 1 << (octave - 2)
    let above = (bytes - (1 << octave) + step - 1) / step  // 0...4
    return 4 * (octave - 6) + above
  }

  /// The bytes of a block of class `index`.
  package static func classSize(_ index: Int) -> Int { (4 + index % 4) << (index / 4 + 4) }
}
