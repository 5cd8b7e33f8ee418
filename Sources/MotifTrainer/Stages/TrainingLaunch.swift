internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport
internal import MotifTensor

/// Puts a loop together around a model and what it reads, and runs it in a run folder.
struct TrainingLaunch {
  let resolved: ResolvedConfig
  let folder: RunFolder
  let prepared: RunPreparation.Prepared
  let output: ProgressOutput
  let signals: SignalWatcher

  /// Trains `model` on from `state`, or from its start, to the end or to a signal.
  ///
  /// `flops` were computed before this run; `score` was measured at the step of `state`.
  func train(
    _ model: CausalLanguageModel, _ optimizer: Optimizer, from state: TrainingState?,
    after flops: Double, score: Double? = nil
  ) throws -> Trained {
    let parts = RunParts(config: resolved.config)
    // Data that were changed since refuse to go on; only after that may the log be cut.
    var data = try parts.stream(prepared.tokens.train)
    if let state { try state.restore(&data, in: folder) }
    let used = resolved.with(vocabularySize: model.config.vocabSize)
    let record = RunRecord(used, in: folder, output: output)
    let log = try record.log(state)
    try folder.write(sources: prepared.corpus.domains.map(\.record))
    let isFinished = try record.isFinished(state, steps: parts.schedule.stepCount)
    let options = parts.options(model, flopsBefore: flops)
    let schedule = parts.schedule
    let console = RunConsole(
      "training", total: schedule.stepCount, signals: signals, output: output)
    let trainer = Trainer(
      model: model, optimizer: optimizer, step: parts.step(model, optimizer), schedule: schedule,
      data: data,
      validation: parts.validation(prepared, of: model, console: console),
      saver: RunSaver(
        folder, log: log, model: model, optimizer: optimizer, console: console,
        savesInBackground: options.savesInBackground),
      console: console, options: options, state: state, score: score
    )
    if try WeightFolder.origin(in: folder.path) != nil {
      trainer.measure = { $0.add(symmetryOf: model) }
    }
    // What a finished run logged was drawn when it ended.
    defer { if !isFinished { record.draw(isStopped: signals.isStopRequested) } }
    return Trained(
      outcome: try trainer.run(), steps: optimizer.step, model: model, prepared: prepared,
      folder: folder, config: resolved.config)
  }
}
