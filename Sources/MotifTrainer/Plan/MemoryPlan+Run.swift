internal import MotifCore
internal import MotifModel

extension MemoryPlan {
  /// The memory of `run`, which writes what `disk` says; `overlapsSave` lets a step be taken while a
  /// checkpoint is written.
  init(of run: PlannedRun, _ disk: DiskPlan, overlapsSave: Bool) throws {
    let config = run.resolved.config
    var seen: Set<Int> = []
    let workload = MemoryPlan.Workload(
      rows: config.training.sequencesPerStep, microBatchRows: run.parts.options.microBatchRows,
      length: config.training.sequenceLength,
      checkpointing: config.training.activationCheckpointing, trained: run.trained,
      overlapsSave: overlapsSave,
      evaluationRows: run.evaluationRows.filter { seen.insert($0).inserted })
    try self.init(
      run.model, optimizer: config.optimizer.rule, workload: workload,
      checkpointFile: max(disk.weightsFile, disk.optimizerFile), measured: run.measured)
  }

  /// Refuses a config whose memory is beyond what a plan can count, however large the machine.
  static func requireCountable(
    _ shape: ModelConfig, of resolved: ResolvedConfig
  ) throws(ConfigErrors) {
    let memory = MemoryGuard(resolved)
    try memory.refuse(
      complaint(
        shape, tokens: memory.microBatchTokens,
        stepTokens: Double(resolved.config.training.tokensPerStep)),
      "model", resolved.modelOrigin)
  }
}
