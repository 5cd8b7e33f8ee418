internal import MotifData
internal import MotifModel
internal import MotifOptimizer

extension TrainingPlan {
  /// The whole plan of `run`; takes a few steps when there is memory for them.
  init(of run: PlannedRun) throws {
    let (config, parts) = (run.resolved.config, run.parts)
    let training = config.training
    let disk = DiskPlan(of: run)
    let least = try run.memory(overlapsSave: false)
    let time = try TimePlan(of: run, fits: least.fits)
    // What does not start saves nothing.
    let overlapsSave = least.fits && Self.overlapsSave(run, disk, time)
    self.init(
      name: config.name, vocabularySize: run.model.vocabSize, steps: parts.schedule.stepCount,
      sequencesPerStep: training.sequencesPerStep, microBatchRows: training.microBatchRows,
      activationCheckpointing: training.activationCheckpointing,
      precision: config.precision, sequenceLength: training.sequenceLength,
      tokensPerStep: training.tokensPerStep,
      largestStep: parts.schedule.largestStep,
      longestSequence: parts.schedule.stages.map(\.length).max() ?? training.sequenceLength,
      totalTokens: run.stream.config.totalTokens,
      compute: ComputePlan(
        run.model, trained: run.trained, meanLength: parts.schedule.meanLength,
        tokens: run.stream.config.totalTokens),
      memory: overlapsSave ? try run.memory(overlapsSave: true) : least,
      tokens: run.stream.plan(step: parts.schedule.step(at:)),
      disk: disk, time: time)
  }

  /// Whether a save in the background may still hold what a step is about to change.
  ///
  /// Which of two threads is first cannot be known; a save that takes more than a quarter of a step
  /// counts as the slower one, so that the memory is rather too much than too little.
  private static func overlapsSave(
    _ run: PlannedRun, _ disk: DiskPlan, _ time: TimePlan
  ) -> Bool {
    guard run.parts.options.savesInBackground, SavedSteps(of: run).isFollowedByStep else {
      return false
    }
    guard time.stepSeconds > 0 else { return true }
    let saving = SavingProbe(folder: run.resolved.config.output).seconds(bytes: disk.checkpoint)
    return 4 * saving > time.stepSeconds
  }
}
