internal import Synchronization

/// Fork–join over a pool of threads that spin briefly and then sleep.
///
/// Work is split by the problem, never by the number of threads: `forEach(count)` runs the same
/// `count` bodies whatever the pool's size, so results have the same bits at any thread count as
/// long as each body writes its own output. Bodies are claimed one by one; the caller takes part, so
/// a late worker costs nothing but its share. A call from inside a body, or while another thread
/// uses the pool, runs serially on the caller.
///
/// A fork costs 0.2–0.6 µs while the workers spin and up to 70 µs when they sleep: give bodies of
/// 20 µs or more, or pass a `grain` that keeps small problems serial.
package enum Parallel {
  /// Threads that share the work, the caller included.
  ///
  /// Settable between parallel regions.
  package static var threadCount: Int {
    get { pool.limit.load(ordering: .relaxed) }
    set { pool.limit.store(max(1, newValue), ordering: .relaxed) }
  }

  /// The number of processors that are online.
  package static var processorCount: Int { Platform.processorCount }

  /// Threads that a region begun now would have: 1 inside a body or while another thread is in one.
  ///
  /// A hint for how to cut work; what counts is whether the pool is free when the region begins.
  static var availableThreadCount: Int { pool.isBusy ? 1 : threadCount }

  /// Runs `body(0) … body(count − 1)`, in any order and on several threads, and returns after all.
  package static func forEach(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, threadCount > 1, pool.tryEnter() else {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      withUnsafePointer(to: escapable) { pool.run(count, UnsafeRawPointer($0)) }
    }
    pool.leave()
  }

  /// Splits `0..<total` into chunks of `chunk` and runs `body` on each range in parallel.
  package static func forEachRange(_ total: Int, chunk: Int, _ body: (Range<Int>) -> Void) {
    guard total > 0 else { return }
    let size = max(1, chunk)
    forEach((total + size - 1) / size) { index in
      body(index * size..<min(total, (index + 1) * size))
    }
  }

  private static let pool = ThreadPool()
}

/// The workers behind ``Parallel``.
///
/// One atomic word packs epoch (24 bits), count (20) and next index (20), so that a stale worker
/// cannot claim from a region it did not see; the job pointer is read only after a successful claim,
/// which keeps the region alive until that claim is finished.
private final class ThreadPool: @unchecked Sendable {
  // Invariant behind @unchecked: `job` is written only by the thread that holds `busy`, before the
  // releasing store of `ticket`, and read only after an acquiring claim on that ticket.
  let limit: Atomic<Int>
  private let ticket = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let started = Atomic<Int>(1)
  private let parking = ParkingLot()
  private nonisolated(unsafe) var job: UnsafeRawPointer?

  private static let field: UInt64 = (1 << 20) - 1
  private static let spins = 20_000
  static let maximumCount = Int(field)

  init() { limit = Atomic(Platform.processorCount) }

  var isBusy: Bool { busy.load(ordering: .relaxed) }
  func tryEnter() -> Bool { !busy.exchange(true, ordering: .acquiring) }
  func leave() { busy.store(false, ordering: .releasing) }

  func run(_ count: Int, _ body: UnsafeRawPointer) {
    precondition(count <= Self.maximumCount, "a parallel region holds at most 2^20 bodies")
    startWorkers()
    job = body
    finished.store(0, ordering: .relaxed)
    let epoch = (ticket.load(ordering: .relaxed) >> 40) &+ 1
    ticket.store((epoch << 40) | (UInt64(count) << 20), ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { parking.wakeAll() }
    drain()
    var spin = 0
    while finished.load(ordering: .acquiring) < count {
      spin += 1
      if spin & 1023 == 0 { Platform.yieldProcessor() } else { spinPause() }
    }
  }

  private func startWorkers() {
    let wanted = limit.load(ordering: .relaxed)
    while started.load(ordering: .relaxed) < wanted {
      let rank = started.wrappingAdd(1, ordering: .relaxed).oldValue
      startDetachedThread { self.work(rank) }
    }
  }

  /// Claims and runs bodies until none is left; returns whether any was claimed.
  @discardableResult
  private func drain() -> Bool {
    var any = false
    while true {
      var word = ticket.load(ordering: .acquiring)
      var index = 0
      while true {
        index = Int(word & Self.field)
        if index >= Int((word >> 20) & Self.field) { return any }
        let (won, seen) = ticket.weakCompareExchange(
          expected: word, desired: word + 1, ordering: .acquiringAndReleasing)
        if won { break }
        word = seen
      }
      if let job {
        job.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
      }
      finished.wrappingAdd(1, ordering: .releasing)
      any = true
    }
  }

  private func hasWork(_ rank: Int) -> Bool {
    let word = ticket.load(ordering: .sequentiallyConsistent)
    return rank < limit.load(ordering: .relaxed)
      && Int(word & Self.field) < Int((word >> 20) & Self.field)
  }

  private func work(_ rank: Int) {
    while true {
      var spin = 0
      while spin < Self.spins {
        if hasWork(rank) {
          drain()
          spin = 0
        } else {
          spinPause()
          spin += 1
        }
      }
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      parking.park { !hasWork(rank) }
      sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }
  }
}
