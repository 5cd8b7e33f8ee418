internal import MotifKernels

/// How many threads kernels use; results do not depend on it.
public enum ComputeThreads {
  /// The number of threads, the caller included; all processors unless set.
  ///
  /// Within ``withTeam(threads:_:)`` that of the team, elsewhere the process's.
  public static var count: Int {
    get { Parallel.threadCount }
    set { Parallel.threadCount = newValue }
  }

  /// Runs `body` with a team of `threads` threads for this thread alone, the caller included.
  ///
  /// Without one, threads that compute at the same time share the process's team, which serves one of
  /// them at a time and leaves the others to themselves. Ranks in one process each take the
  /// ``share(of:of:total:)`` that is theirs. The team's threads have ended on return; threads that
  /// `body` starts do not belong to it. Teams may be nested: the innermost one counts.
  public static func withTeam<Result, Failure: Error>(
    threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Parallel.withTeam(threads: threads, body)
  }

  /// The threads of one of `ranks` ranks that divide `total` among them: at least one, and one more
  /// for the first ranks where the division leaves a remainder.
  public static func share(of rank: Int, of ranks: Int, total: Int = count) -> Int {
    precondition(0..<ranks ~= rank, "there are \(ranks) ranks, none is rank \(rank)")
    return max(1, total / ranks + (rank < total % ranks ? 1 : 0))
  }

  /// Sets what is told, once, when the system refuses threads: operations go on with those it gave.
  ///
  /// The results are the same, later. By default nothing is told.
  ///
  /// - Parameter tell: gets how many threads were wanted and how many there are, the caller's own
  ///   counted in both.
  public static func whenRefused(_ tell: @escaping @Sendable (_ wanted: Int, _ got: Int) -> Void) {
    ThreadRefusal.whenFirst(tell)
  }

  /// Runs `body(0) … body(count − 1)` beside each other and returns after all.
  ///
  /// Operations inside a body run on its thread alone, with the bits that they have on all threads,
  /// and record gradients or not as they would outside. Bodies must not touch the same values. They
  /// are dealt to the threads in turn: give the longest first. In a dry run they run one after the
  /// other.
  public static func forEach(_ count: Int, _ body: (Int) -> Void) {
    guard DryRun.current == nil else { return (0..<count).forEach(body) }
    // Task-local values end at the threads of the pool.
    let (recording, purpose) = (Recording.current, MemoryPurpose.current)
    Parallel.forEach(count, deal: .turns) { index in
      Recording.$current.withValue(recording) {
        MemoryPurpose.$current.withValue(purpose) { body(index) }
      }
    }
  }

  /// Runs `body` once for each of `sizes`, the numbers of elements that it works on.
  ///
  /// Large ones go one after the other, each on all threads; then the small ones beside each other, each
  /// on one: forks within small products cost more than they bring. Bodies must not touch the same
  /// values.
  ///
  /// - Parameter between: called on this thread after each large one.
  package static func forEach(
    ofSizes sizes: [Int], between: () -> Void = {}, _ body: (Int) -> Void
  ) {
    for index in sizes.indices where sizes[index] > smallSize {
      body(index)
      between()
    }
    let small = sizes.indices.filter { sizes[$0] <= smallSize }.sorted { sizes[$0] > sizes[$1] }
    forEach(small.count) { body(small[$0]) }
  }

  /// How many bodies of ``forEach(ofSizes:between:_:)`` may run beside each other.
  package static func bodiesAtOnce(ofSize size: Int) -> Int { size > smallSize ? 1 : count }

  /// The largest size that counts as small: four megabytes.
  private static let smallSize = 1 << 20
}
