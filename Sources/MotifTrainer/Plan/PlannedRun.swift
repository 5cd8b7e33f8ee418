internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
package import MotifReport

/// A run that has read its data and stands before its first step, as far as a plan needs it.
package struct PlannedRun {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput
  private let initial: InitialWeights
  /// The model with the vocabulary of the tokenizer or of the initial weights.
  private let model: ModelConfig
  private let tokenizer: ByteLevelBPE
  private let corpora: (train: [TokenizedCorpus], validation: [TokenizedCorpus])
  private let stream: BatchStream
  /// The names of the parameters that are trained, nil for all.
  private let trained: Set<String>?
  private let preparationSeconds: Double
  private let measured: MemoryPlan.Measured

  private var config: TrainConfig { resolved.config }
  private var parts: RunParts { RunParts(config: config) }
  private var options: Trainer.Options { parts.options }

  /// Reads and tokenizes what a run of `resolved` trains on, watching time and memory.
  ///
  /// Throws ``DataError`` or ``FileError`` for a source or initial weights that cannot be read,
  /// ``ConfigErrors`` for a step that is beyond all counting.
  package init(_ resolved: ResolvedConfig, output: ProgressOutput) throws {
    self.resolved = resolved
    self.output = output
    let program = ProcessMemory.resident
    let clock = ContinuousClock()
    let start = clock.now
    try Self.requirePlannable(resolved.model, resolved)
    initial = try InitialWeights(resolved.config, output: output)
    let preparation = RunPreparation(resolved: resolved, output: output)
    // Held until the memory was measured, as the run holds it.
    let prepared = try preparation.read(initial)
    tokenizer = prepared.tokenizer
    corpora = prepared.tokens
    stream = try RunParts(config: resolved.config).stream(corpora.train)
    preparationSeconds = (clock.now - start) / .seconds(1)
    let held = ProcessMemory.resident
    measured = MemoryPlan.Measured(
      program: program, resident: held, peak: ProcessMemory.peak,
      available: ProcessMemory.available + held)
    withExtendedLifetime(prepared) {}
    model = preparation.shape(tokenizer, initial)
    try Self.requirePlannable(model, resolved)
    try initial.check(model)
    trained = try initial.trainedNames(model)
  }

  /// Refuses a config whose memory is beyond what a plan can count, however large the machine.
  private static func requirePlannable(
    _ shape: ModelConfig, _ resolved: ResolvedConfig
  ) throws(ConfigErrors) {
    let memory = MemoryGuard(resolved)
    try memory.refuse(
      MemoryPlan.complaint(
        shape, tokens: memory.microBatchTokens,
        stepTokens: Double(resolved.config.training.tokensPerStep)),
      "model", resolved.modelOrigin)
  }

  /// The whole plan; takes a few steps when there is memory for them.
  package func plan() throws -> TrainingPlan {
    let training = config.training
    let disk = disk
    let least = try memory(disk, overlapsSave: false)
    let time = try time(fits: least.peak < least.available)
    let overlapsSave = overlapsSave(disk, time)
    return TrainingPlan(
      name: config.name, vocabularySize: model.vocabSize, steps: parts.schedule.stepCount,
      sequencesPerStep: training.sequencesPerStep, microBatchRows: options.microBatchRows,
      activationCheckpointing: training.activationCheckpointing,
      sequenceLength: training.sequenceLength, tokensPerStep: training.tokensPerStep,
      totalTokens: stream.config.totalTokens,
      compute: ComputePlan(
        model, length: training.sequenceLength, tokens: stream.config.totalTokens),
      memory: overlapsSave ? try memory(disk, overlapsSave: true) : least,
      tokens: TokenPlan(
        stream.schedule, knots: config.data.mixture.knots.map(\.at),
        steps: parts.schedule.stepCount,
        tokensPerStep: training.tokensPerStep, available: corpora.train.map(\.tokens.count)),
      disk: disk, time: time)
  }

  /// Whether a save in the background may still hold what a step is about to change.
  ///
  /// Which of two threads is first cannot be known; a save that takes more than a quarter of a step
  /// counts as the slower one, so that the memory is rather too much than too little.
  private func overlapsSave(_ disk: DiskPlan, _ time: TimePlan) -> Bool {
    guard options.savesInBackground, saves.isFollowedByStep else { return false }
    guard time.stepSeconds > 0 else { return true }
    let saving = SavingProbe(folder: config.output).seconds(bytes: disk.checkpoint)
    return 4 * saving > time.stepSeconds
  }

  private var saves: SavedSteps {
    SavedSteps(
      steps: parts.schedule.stepCount, interval: options.checkpointInterval,
      startsTrained: options.startsTrained, retention: config.checkpoint.retention)
  }

  /// The numbers of rows of the evaluation's batches, all domains in turn.
  private var evaluationRows: [Int] {
    corpora.validation.flatMap {
      SequentialBatches(
        $0, rows: options.microBatchRows, length: config.training.sequenceLength,
        maximumTokens: config.evaluation.maxTokens
      ).batchRows
    }
  }

  private func memory(_ disk: DiskPlan, overlapsSave: Bool) throws -> MemoryPlan {
    var seen: Set<Int> = []
    let workload = MemoryPlan.Workload(
      rows: config.training.sequencesPerStep, microBatchRows: options.microBatchRows,
      length: config.training.sequenceLength,
      checkpointing: config.training.activationCheckpointing, trained: trained,
      overlapsSave: overlapsSave,
      evaluationRows: evaluationRows.filter { seen.insert($0).inserted })
    return try MemoryPlan(
      model, optimizer: config.optimizer.rule, workload: workload,
      checkpointFile: max(disk.weightsFile, disk.optimizerFile), measured: measured)
  }

  private var disk: DiskPlan {
    let state = TrainingState(
      step: parts.schedule.stepCount, tokens: stream.config.totalTokens, data: stream.state,
      flops: TrainingFLOPs(
        perToken: model.trainingFLOPsPerToken(length: config.training.sequenceLength)))
    return DiskPlan(
      model, optimizer: config.optimizer.rule, trained: trained,
      stateText: RunFolder.text(of: state) ?? "", saves: saves,
      files: resolved.json.utf8.count + TokenizerFile.json(tokenizer).utf8.count,
      logs: DiskPlan.logBytes(
        logs: config.logging.tensorBoard ? 2 : 1, steps: parts.schedule.stepCount,
        layers: model.layerCount, sources: config.data.sources.count),
      folder: config.output)
  }

  private func time(fits: Bool) throws -> TimePlan {
    let evaluations =
      Occasions.count(every: options.evaluationInterval, in: parts.schedule.stepCount)
      + (options.startsTrained ? 1 : 0)
    func skipped(_ reason: String) -> TimePlan {
      TimePlan(skipped: reason, preparationSeconds: preparationSeconds, evaluations: evaluations)
    }
    guard fits, (try? initial.requireMemory()) != nil else {
      return skipped("the model does not fit into the memory that is available")
    }
    let model = try initial.model(model, output: output)
    let probe = StepProbe(
      model: model, step: parts.step(model, parts.optimizer(model)), schedule: parts.schedule,
      microBatchRows: options.microBatchRows,
      evaluation: parts.evaluation(corpora.validation, tokenizer),
      evaluationBatches: evaluationRows.count)
    do {
      return TimePlan(
        try probe.run(stream, output: output), preparationSeconds: preparationSeconds,
        steps: parts.schedule.stepCount, evaluations: evaluations)
    } catch {
      return skipped("\(error)")
    }
  }
}
