internal import MotifCore
internal import MotifModel
internal import MotifOptimizer

extension MemoryPlan {
  /// The memory of a run of `resolved` whose model has `shape`: what a plan says, a check names and a
  /// start asks.
  ///
  /// - Parameters:
  ///   - trained: the names of the parameters that are trained, nil for all.
  ///   - evaluationRows: the numbers of rows of the evaluation's batches; none before they are known.
  ///   - overlapsSave: whether a step is taken while a checkpoint is written.
  ///   - settings: the training of another workload than that of the config.
  init(
    _ resolved: ResolvedConfig, _ shape: ModelConfig, trained: Set<String>?,
    evaluationRows: [Int], overlapsSave: Bool = false, measured: Measured,
    settings: TrainingSettings? = nil
  ) throws {
    let training = settings ?? resolved.config.training
    let ranks = MemoryOfRanks(resolved.config.parallel)
    func size(_ rows: Int, _ length: Int) -> Workload.Size {
      let share = ranks.rows(of: rows)
      let micro = training.microBatchSize > 0 ? training.microBatchSize : share
      return .init(rows: share, microBatchRows: min(micro, share), length: length)
    }
    let first = size(training.sequencesPerStep, training.sequenceLength)
    let later = training.stages(annealStart: resolved.config.schedule.annealStart).dropFirst()
    var seen: Set<Int> = []
    try self.init(
      shape, optimizer: resolved.config.rule,
      workload: Workload(
        rows: first.rows, microBatchRows: first.microBatchRows, length: first.length,
        checkpointing: training.activationCheckpointing,
        precision: resolved.config.precision,
        trained: trained, overlapsSave: overlapsSave,
        evaluationRows: evaluationRows.filter { seen.insert($0).inserted }, ranks: ranks,
        ramp: later.map { size($0.rows, $0.length) }),
      measured: measured)
  }

  /// Whether a run has the room: it starts, or is refused with ``peak``.
  ///
  /// What copies of a save in the background take is not counted, as which of two threads is first
  /// cannot be known; nor is what reading took before.
  package var fits: Bool {
    program + data + weights + gradients + optimizerState + activations + buffers + reuse
      <= available
  }
}

extension MemoryPlan.Measured {
  /// What this process holds now and could have.
  static var now: Self {
    let held = ProcessMemory.resident
    return Self(
      program: held, resident: held, peak: ProcessMemory.peak,
      available: ProcessMemory.available + held)
  }
}
