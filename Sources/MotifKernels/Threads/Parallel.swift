internal import Synchronization

/// Fork–join over a team of threads that spin briefly and then sleep.
///
/// Work is split by the problem, never by the number of threads: `forEach(count)` runs the same
/// `count` bodies whatever the pool's size, so results have the same bits at any thread count as
/// long as each body writes its own output. Every thread begins with its own share of the bodies, the
/// same one in every region of as many bodies, so that what it wrote for some rows is in its cache
/// when the next kernel asks for these rows; then it takes from the shares of others. The caller takes
/// part, so a late worker costs nothing but its share. A call from inside a body, or while another
/// thread uses the team, runs serially on the caller. The team is the process's, or one that
/// ``withTeam(threads:_:)`` has given to the calling thread.
///
/// A fork costs 0.2–0.6 µs while the workers spin and up to 70 µs when they sleep: give bodies of
/// 20 µs or more, and keep small problems serial.
package enum Parallel {
  /// Threads of the calling thread's team that share the work, the caller included, at most 1024.
  ///
  /// Settable between parallel regions.
  package static var threadCount: Int {
    get { ThreadTeam.withCurrent { $0.threadCount } }
    set { ThreadTeam.withCurrent { $0.threadCount = newValue } }
  }

  /// The number of processors that are online.
  package static var processorCount: Int { Platform.processorCount }

  /// Threads that a region begun now would have: 1 inside a body or while another thread is in one.
  ///
  /// A hint for how to cut work; what counts is whether the team is free when the region begins.
  static var availableThreadCount: Int {
    ThreadTeam.withCurrent { $0.isBusy ? 1 : $0.threadCount }
  }

  /// Runs `body` with a team of `threads` threads for this thread alone, the caller included.
  ///
  /// Regions that the calling thread begins in `body` run on the team, whatever other threads do, and
  /// ``threadCount`` is the team's. Teams may be nested: the innermost one counts. Its threads begin
  /// with the first region that wants them, and have ended on return. Threads that `body` starts on
  /// its own do not belong to the team. Cost: some 0.1 ms, and as much for each thread.
  package static func withTeam<Result, Failure: Error>(
    threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try ThreadTeam(threads: threads).beCurrent(body)
  }

  /// How bodies are dealt to threads before any thread takes from another.
  package enum Deal {
    /// Neighbours to the same thread.
    case runs
    /// One after the other to the threads in turn: for bodies in order of falling cost.
    case turns
  }

  /// Runs `body(0) … body(count − 1)`, in any order and on several threads, and returns after all.
  package static func forEach(_ count: Int, deal: Deal = .runs, _ body: (Int) -> Void) {
    forEach(count, threads: .max, deal: deal) { index, _ in body(index) }
  }

  /// Runs `body(index, thread)` for every index, as ``forEach(_:deal:_:)``, on at most `threads`
  /// threads.
  ///
  /// `thread` is below `threads` and no two bodies with the same one run at a time.
  static func forEach(
    _ count: Int, threads: Int, deal: Deal = .runs, _ body: (_ index: Int, _ thread: Int) -> Void
  ) {
    let isDone =
      count > 1 && threads > 1
      && ThreadTeam.withCurrent { $0.forEach(count, threads, deal, body) }
    if !isDone {
      for index in 0..<count { body(index, 0) }
    }
  }

  /// Splits `0..<total` into chunks of `chunk` and runs `body` on each range in parallel.
  package static func forEachRange(_ total: Int, chunk: Int, _ body: (Range<Int>) -> Void) {
    guard total > 0 else { return }
    let size = max(1, chunk)
    forEach((total + size - 1) / size) { index in
      body(index * size..<min(total, (index + 1) * size))
    }
  }
}
