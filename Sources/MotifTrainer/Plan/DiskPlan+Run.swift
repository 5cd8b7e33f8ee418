internal import MotifData
internal import MotifModel
internal import MotifOptimizer

extension DiskPlan {
  /// What `run` writes.
  init(of run: PlannedRun) {
    let (config, model, parts) = (run.resolved.config, run.model, run.parts)
    let state = TrainingState(
      step: parts.schedule.stepCount, tokens: run.stream.config.totalTokens, data: run.stream.state,
      flops: TrainingFLOPs(cost: TrainingCost(model, trained: run.trained)))
    self.init(
      model, optimizer: config.rule, trained: run.trained,
      stateText: RunFolder.text(of: state) ?? "", saves: SavedSteps(of: run),
      files: run.resolved.json.utf8.count + TokenizerFile.json(run.tokenizer).utf8.count,
      logs: DiskPlan.logBytes(
        logs: config.logging.tensorBoard ? 2 : 1, steps: parts.schedule.stepCount,
        layers: model.layerCount, sources: config.data.sources.count),
      folder: config.output)
  }
}
