internal import Synchronization

/// Fork–join over a pool of threads that spin briefly and then sleep.
///
/// Work is split by the problem, never by the number of threads: `forEach(count)` runs the same
/// `count` bodies whatever the pool's size, so results have the same bits at any thread count as
/// long as each body writes its own output. Every thread begins with its own share of the bodies, the
/// same one in every region of as many bodies, so that what it wrote for some rows is in its cache
/// when the next kernel asks for these rows; then it takes from the shares of others. The caller takes
/// part, so a late worker costs nothing but its share. A call from inside a body, or while another
/// thread uses the pool, runs serially on the caller.
///
/// A fork costs 0.2–0.6 µs while the workers spin and up to 70 µs when they sleep: give bodies of
/// 20 µs or more, and keep small problems serial.
package enum Parallel {
  /// Threads that share the work, the caller included, at most 1024.
  ///
  /// Settable between parallel regions.
  package static var threadCount: Int {
    get { pool.limit.load(ordering: .relaxed) }
    set {
      pool.limit.store(min(max(1, newValue), ThreadPool.maximumThreads), ordering: .relaxed)
    }
  }

  /// The number of processors that are online.
  package static var processorCount: Int { Platform.processorCount }

  /// Threads that a region begun now would have: 1 inside a body or while another thread is in one.
  ///
  /// A hint for how to cut work; what counts is whether the pool is free when the region begins.
  static var availableThreadCount: Int { pool.isBusy ? 1 : threadCount }

  /// How bodies are dealt to threads before any thread takes from another.
  package enum Deal {
    /// Neighbours to the same thread.
    case runs
    /// One after the other to the threads in turn: for bodies in order of falling cost.
    case turns
  }

  /// Runs `body(0) … body(count − 1)`, in any order and on several threads, and returns after all.
  package static func forEach(_ count: Int, deal: Deal = .runs, _ body: (Int) -> Void) {
    forEach(count, threads: threadCount, deal: deal) { index, _ in body(index) }
  }

  /// Runs `body(index, thread)` for every index, as ``forEach(_:deal:_:)``, on at most `threads`
  /// threads.
  ///
  /// `thread` is below `threads` and no two bodies with the same one run at a time.
  static func forEach(
    _ count: Int, threads: Int, deal: Deal = .runs, _ body: (_ index: Int, _ thread: Int) -> Void
  ) {
    guard count > 1, threads > 1, threadCount > 1, pool.tryEnter() else {
      for index in 0..<count { body(index, 0) }
      return
    }
    // A ticket has room for so many bodies; more take several rounds.
    for start in stride(from: 0, to: count, by: ThreadPool.maximumBodies) {
      let round = { (index: Int, thread: Int) in body(start + index, thread) }
      withoutActuallyEscaping(round) { escapable in
        withUnsafePointer(to: escapable) {
          pool.run(
            min(count - start, ThreadPool.maximumBodies), threads, deal, UnsafeRawPointer($0))
        }
      }
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
