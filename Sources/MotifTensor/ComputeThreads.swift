internal import MotifKernels

/// How many threads kernels use; results do not depend on it.
public enum ComputeThreads {
  /// The number of threads, the caller included; all processors unless set.
  public static var count: Int {
    get { Parallel.threadCount }
    set { Parallel.threadCount = newValue }
  }
}
