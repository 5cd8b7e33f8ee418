internal import Synchronization

/// A run of the real operations without numbers: shapes, memory and floating-point operations alone.
///
/// While one is in force, a new tensor takes a block of the run's ``PoolReplay`` and has no numbers.
/// What would write or read them is left out: kernels are not called, a loss is 1, a norm 0, every
/// number finite. All else is the code that trains: shapes are checked, graphs are built and
/// consumed, a shared tensor is copied before it changes, memory is freed with its last tensor.
/// Kernels are counted by what their operations declare (``KernelWork``).
///
/// A tensor made outside keeps its numbers inside, but must not be changed there; one made inside has
/// none outside either.
package final class DryRun: @unchecked Sendable {
  // Invariant behind @unchecked: one thread uses a run, that of its body; `ComputeThreads` has no
  // other in it.

  /// What a dry run took so far.
  package struct Report: Sendable, Equatable {
    /// By purpose, the most bytes that were in use at one moment.
    package let peakBytes: [MemoryPurpose: Int]
    /// Bytes that the pool would hold.
    package let residentBytes: Int
    /// Bytes that the pool would have taken from the system, slack of size classes included.
    package let systemBytes: Int
    /// By operation, the floating-point operations of its products.
    package let flops: [String: Double]
  }

  let pool = PoolReplay()
  private var flops: [String: Double] = [:]

  private init() {}

  /// Runs `body` on this thread without numbers; it reads from the run what was taken so far.
  package static func run<Result>(_ body: (DryRun) throws -> Result) rethrows -> Result {
    running.add(1, ordering: .relaxed)
    defer { running.subtract(1, ordering: .relaxed) }
    let run = DryRun()
    return try $inForce.withValue(run) { try body(run) }
  }

  /// What was taken since the run began; peaks since ``MemoryPurpose/resetPeaks()``.
  package var report: Report {
    Report(
      peakBytes: Dictionary(
        uniqueKeysWithValues: MemoryPurpose.allCases.map { ($0, pool.peakBytes(for: $0)) }),
      residentBytes: pool.residentBytes, systemBytes: pool.systemBytes, flops: flops)
  }

  /// How many there are on all threads: where there are none, operations ask no further.
  private static let running = Atomic<Int>(0)
  @TaskLocal private static var inForce: DryRun?

  /// The dry run in force, nil in a real one.
  ///
  /// One relaxed load while no thread has one.
  static var current: DryRun? {
    guard running.load(ordering: .relaxed) > 0 else { return nil }
    return inForce
  }

  /// Counts what a kernel takes that stands beside this call and was left out; nothing in a real run.
  static func count(_ work: @autoclosure () -> KernelWork) { current?.count(work()) }

  private func count(_ work: KernelWork) {
    flops[work.name, default: 0] += work.flops
    let held = work.heldScratch.map { pool.allocate($0, for: .buffers) }
    for count in work.scratch { _ = pool.allocate(count, for: .buffers) }
    withExtendedLifetime(held) {}
  }
}
