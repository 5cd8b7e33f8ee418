internal import Foundation
internal import MotifData
internal import MotifModel

/// A run that has read its data and stands before its first step, as far as a plan needs it.
struct PlannedRun {
  private let run: TrainingRun
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

  private var config: TrainConfig { run.config }
  private var options: Trainer.Options { run.options }

  /// Reads and tokenizes what `run` trains on, watching time and memory.
  init(_ run: TrainingRun) throws {
    let program = ProcessMemory.resident
    let clock = ContinuousClock()
    let start = clock.now
    try run.requirePlannable(run.resolved.model)
    initial = try InitialWeights(run.config, output: run.output)
    // Held until the memory was measured, as the run holds it.
    let corpus = try run.prepareCorpus()
    tokenizer = try run.prepareTokenizer(corpus, initial)
    corpora = try corpus.tokenized(
      tokenizer, endOfText: run.config.tokenizer.endOfText, output: run.output)
    stream = try run.makeStream(corpora.train)
    preparationSeconds = (clock.now - start) / .seconds(1)
    let held = ProcessMemory.resident
    measured = MemoryPlan.Measured(
      program: program, resident: held, peak: ProcessMemory.peak,
      available: ProcessMemory.available + held)
    withExtendedLifetime(corpus) {}
    model = run.shape(tokenizer, initial)
    try run.requirePlannable(model)
    try initial.check(model)
    trained = try initial.trainedNames(model)
    self.run = run
  }

  /// The whole plan; takes a few steps when there is memory for them.
  func plan() throws -> TrainingPlan {
    let training = config.training
    let disk = disk
    let least = memory(disk, overlapsSave: false)
    let time = try time(fits: least.peak < least.available)
    let overlapsSave = overlapsSave(disk, time)
    return TrainingPlan(
      name: config.name, vocabularySize: model.vocabSize, steps: options.steps,
      sequencesPerStep: training.sequencesPerStep, microBatchRows: options.microBatchRows,
      activationCheckpointing: training.activationCheckpointing,
      sequenceLength: training.sequenceLength, tokensPerStep: training.tokensPerStep,
      totalTokens: stream.config.totalTokens,
      compute: ComputePlan(
        model, length: training.sequenceLength, tokens: stream.config.totalTokens),
      memory: overlapsSave ? memory(disk, overlapsSave: true) : least,
      tokens: TokenPlan(
        stream.schedule, knots: config.data.mixture.knots.map(\.at), steps: options.steps,
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
      steps: options.steps, interval: options.checkpointInterval,
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

  private func memory(_ disk: DiskPlan, overlapsSave: Bool) -> MemoryPlan {
    var seen: Set<Int> = []
    let workload = MemoryPlan.Workload(
      rows: config.training.sequencesPerStep, microBatchRows: options.microBatchRows,
      length: config.training.sequenceLength,
      checkpointing: config.training.activationCheckpointing, trained: trained,
      overlapsSave: overlapsSave,
      evaluationRows: evaluationRows.filter { seen.insert($0).inserted })
    return MemoryPlan(
      model, optimizer: run.optimizerKind, workload: workload,
      checkpointFile: max(disk.weightsFile, disk.optimizerFile), measured: measured)
  }

  private var disk: DiskPlan {
    let state = TrainingState(
      step: options.steps, tokens: stream.config.totalTokens, data: stream.state,
      flops: TrainingFLOPs(
        perToken: model.trainingFLOPsPerToken(length: config.training.sequenceLength)))
    return DiskPlan(
      model, optimizer: run.optimizerKind, trained: trained,
      stateText: RunFolder.text(of: state) ?? "", saves: saves,
      files: run.resolved.json.utf8.count + TokenizerFile.json(tokenizer).utf8.count,
      logs: DiskPlan.logBytes(
        logs: config.logging.tensorBoard ? 2 : 1, steps: options.steps,
        layers: model.layerCount, sources: config.data.sources.count),
      folder: config.output)
  }

  private func time(fits: Bool) throws -> TimePlan {
    let evaluations =
      Occasions.count(every: options.evaluationInterval, in: options.steps)
      + (options.startsTrained ? 1 : 0)
    func skipped(_ reason: String) -> TimePlan {
      TimePlan(skipped: reason, preparationSeconds: preparationSeconds, evaluations: evaluations)
    }
    guard fits, (try? initial.requireMemory()) != nil else {
      return skipped("the model does not fit into the memory that is available")
    }
    let model = try initial.model(model, output: run.output)
    let probe = StepProbe(
      model: model, step: run.makeStep(model, run.makeOptimizer(model)), schedule: run.schedule,
      microBatchRows: options.microBatchRows,
      evaluation: run.makeEvaluation(corpora.validation, tokenizer),
      evaluationBatches: evaluationRows.count)
    do {
      return TimePlan(
        try probe.run(stream, output: run.output), preparationSeconds: preparationSeconds,
        steps: options.steps, evaluations: evaluations)
    } catch {
      return skipped("\(error)")
    }
  }
}
