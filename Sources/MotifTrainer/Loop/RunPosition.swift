internal import MotifData
internal import MotifOptimizer
internal import MotifReport

/// Where a run stands besides model, optimizer and data: what a checkpoint says of the loop.
struct RunPosition {
  /// Tokens read.
  var tokens: Int
  private(set) var flops: TrainingFLOPs
  var stepGuard: StepGuard
  /// The record of the last step, while it waits to be validated.
  var unvalidated: MetricsRecord?
  /// The newest step that was validated, and how well it did over all domains.
  var validated: (step: Int, bitsPerByte: Double)?

  /// The position that `state` says, or the start of a run.
  ///
  /// - Parameter validated: the step where the run stands and its score, where it was validated.
  init(
    _ state: TrainingState?, _ options: TrainerOptions,
    validated: (step: Int, bitsPerByte: Double)?
  ) {
    tokens = state?.tokens ?? 0
    flops = state?.flops ?? TrainingFLOPs(before: options.flopsBefore, cost: options.cost)
    flops.change(to: options.cost)
    // An older state has not counted them.
    if state?.flops == nil { flops.add(tokens: tokens, pairs: 0) }
    stepGuard = StepGuard(options.safety, state: state?.safety ?? StepGuard.State())
    self.validated = validated
    unvalidated =
      state == nil && options.startsTrained
      ? startRecord : state?.unvalidated.flatMap(MetricsRecord.init(jsonLine:))
  }

  /// What is known of trained weights before they are validated.
  private var startRecord: MetricsRecord {
    var record = MetricsRecord(step: 0)
    record.add("tokens", .integer(0))
    record.add("trainingFLOPs", flops.total)
    return record
  }

  /// Counts a batch that is trained on; returns what it takes.
  mutating func count(_ batch: PackedBatch) -> Double {
    let pairs = batch.attentionPairs
    tokens += batch.tokens
    flops.add(tokens: batch.tokens, pairs: pairs)
    return flops.of(tokens: batch.tokens, pairs: pairs)
  }

  /// What a checkpoint after `step` says, whose data stand at `data`; its score decides what is kept,
  /// and that it was due, whether a rollback may end there.
  func moment(after step: Int, data: BatchStream.State, isScheduled: Bool) -> RunSaver.Moment {
    RunSaver.Moment(
      state: TrainingState(
        step: step, tokens: tokens, data: data, unvalidated: unvalidated?.jsonLine,
        safety: stepGuard.state, flops: flops),
      // Also when a signal saves a validated step once more.
      score: validated?.step == step ? validated?.bitsPerByte : nil, isScheduled: isScheduled)
  }
}
