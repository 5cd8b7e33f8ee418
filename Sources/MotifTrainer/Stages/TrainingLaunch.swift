internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

/// Prepares what a training reads and writes, and starts its ranks in a run folder.
struct TrainingLaunch {
  let resolved: ResolvedConfig
  let folder: RunFolder
  let output: ProgressOutput
  let signals: SignalWatcher
  let ranks: RunRanks

  /// Trains on `prepared` from `origin` and `past` to the end or to a signal.
  func train(
    _ prepared: PreparedRun, _ origin: WeightOrigin, after past: TrainingMaterial.Past
  ) throws -> Trained {
    let parts = RunParts(config: resolved.config)
    if let notice = resolved.config.precision.notice { output.write("\(notice)\n") }
    // Data that were changed since refuse to go on; only after that may the log be cut.
    var data = try parts.stream(prepared.tokens.train)
    if let state = past.state { try state.restore(&data, in: folder) }
    let used = resolved.with(vocabularySize: origin.shape.vocabSize)
    let record = RunRecord(used, in: folder, output: output)
    let log = ranks.isFirst ? try record.log(past.state) : nil
    if ranks.isFirst {
      try SourceRecord.write(
        prepared.tokens.records, audit: prepared.corpus.audit, in: folder.path)
    }
    let isFinished =
      ranks.isFirst
      ? try record.isFinished(past.state, steps: parts.schedule.stepCount) : true
    // What a finished run logged was drawn when it ended.
    defer { if !isFinished { record.draw(isStopped: signals.isStopRequested) } }
    let material = TrainingMaterial(
      folder: folder, prepared: prepared, log: log, data: data, past: past)
    let training = RankTraining(config: resolved.config, output: output, signals: signals)
    let end = try ranks.train(training, material, origin)
    return Trained(
      outcome: end.outcome, steps: end.steps, model: end.model, prepared: prepared,
      folder: folder, config: resolved.config)
  }
}
