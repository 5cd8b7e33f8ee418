internal import MotifData
internal import MotifReport

/// What all ranks of a process begin to train with, besides the weights.
struct TrainingMaterial: @unchecked Sendable {
  // Invariant behind @unchecked: values that nobody changes, and the log of rank 0.

  /// What a run goes on from besides its weights.
  struct Past: Sendable {
    /// The state of the loop; nil at the start.
    var state: TrainingState?
    /// What was computed before this run.
    var flops = 0.0
    /// What was measured at the step of the state.
    var score: Double?
  }

  let folder: RunFolder
  let prepared: PreparedRun
  /// The log; nil in a process that does not write it.
  let log: RunLog?
  let data: BatchStream
  let past: Past
}
