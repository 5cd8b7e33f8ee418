internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

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
    if let state { try data.restore(state.data) }
    let isFinished = try tellOfResume(state, parts.schedule.stepCount)
    // The line of a step that was not validated yet is written again.
    let log = try RunLog(
      folder: folder.path,
      resumedStep: state.map { $0.unvalidated == nil ? $0.step : $0.step - 1 },
      writesEvents: resolved.config.logging.tensorBoard)
    var options = parts.options
    options.flopsPerToken = model.config.trainingFLOPsPerToken(
      length: resolved.config.training.sequenceLength)
    options.flopsBefore = flops
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
      console: console, options: options, safety: resolved.config.safety, state: state, score: score
    )
    if try WeightFolder.origin(in: folder.path) != nil {
      trainer.measure = { $0.add(symmetryOf: model) }
    }
    // What a finished run logged was drawn when it ended.
    defer { if !isFinished { writeReport() } }
    return Trained(
      outcome: try trainer.run(), steps: optimizer.step, model: model,
      tokenizer: prepared.tokenizer, corpus: prepared.corpus, folder: folder)
  }

  /// Says what a run that goes on from `state` does otherwise than before, and keeps it in the folder;
  /// returns whether all its `steps` steps were taken before.
  ///
  /// Settings of a run that is finished are used for nothing but its summary: its record stays.
  private func tellOfResume(_ state: TrainingState?, _ steps: Int) throws -> Bool {
    guard let state, state.step >= steps, state.unvalidated == nil else {
      if let changes = try RunRecord(folder).update(resolved) {
        output.write("\(folder.configPath): changed to what this resume asks for\n\(changes)\n")
      }
      return false
    }
    output.write(
      "\(folder.path): finished at step \(state.step); nothing is left to train, a larger "
        + "training.steps makes it longer\n")
    if let changes = try RunRecord(folder).changes(by: resolved) {
      output.write("\(folder.configPath): stays as it is, without\n\(changes)\n")
    }
    return true
  }

  /// A report that cannot be drawn costs a sentence, never the run.
  private func writeReport() {
    guard resolved.config.logging.report else { return }
    do { try RunPage(folder).write() } catch { output.write("no report: \(error)\n") }
  }
}
