internal import MotifKernels

/// How many threads kernels use; results do not depend on it.
public enum ComputeThreads {
  /// The number of threads, the caller included; all processors unless set.
  public static var count: Int {
    get { Parallel.threadCount }
    set { Parallel.threadCount = newValue }
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
}
