internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
public import MotifReport
internal import MotifTensor

/// Builds everything a run needs from a config: the composition root.
///
/// The only place that turns the kinds of a config into types.
public struct TrainingRun {
  /// The config in force.
  public let resolved: ResolvedConfig
  let output: ProgressOutput
  private let signals: SignalWatcher

  /// A run of `resolved` that reports to `output` and stops on `signals`.
  public init(_ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
    let threads = resolved.config.threads
    if threads > 0 { ComputeThreads.count = threads }
  }

  var config: TrainConfig { resolved.config }

  /// The folder that a new run of this config writes.
  public var folderPath: String { config.output + "/" + config.name }

  /// Trains from the start.
  ///
  /// Throws ``FileError`` when the folder already holds a run, or another process begins one there.
  /// Nothing is written before the corpus is read and tokenized.
  public func start() throws -> Trained {
    let folder = RunFolder(path: folderPath, keep: config.checkpoint.retention)
    try folder.requireNoRun()
    try requireMemory(resolved.model)
    let initial = try InitialWeights(config, output: output)
    let prepared = try signals.leavingAtOnce(
      .interrupted, "stopped before training; nothing was lost"
    ) {
      let corpus = try prepareCorpus()
      let tokenizer = try prepareTokenizer(corpus, initial)
      return Prepared(
        corpus: corpus, tokenizer: tokenizer,
        tokens: try corpus.tokenized(
          tokenizer, endOfText: config.tokenizer.endOfText, output: output))
    }
    let shape = shape(prepared.tokenizer, initial)
    try requireMemory(shape)
    let model = try initial.model(shape, output: output)
    let lock = try folder.lock()
    defer { lock.release() }
    try folder.create(
      config: resolved.json, tokenizer: prepared.tokenizer,
      grownFrom: initial.origin(shape)?.huggingFaceJSON)
    try folder.write(plan: scheduleSVG())
    return try train(
      prepared, model, makeOptimizer(model), folder, from: nil, after: initial.trainingFLOPs())
  }

  /// Continues the run in `path` from its newest whole checkpoint.
  ///
  /// A run that was ended before its first checkpoint begins again. Throws ``FileError`` when `path`
  /// holds no run, no whole checkpoint, or a checkpoint of another model than the config's, and when
  /// another process trains the run.
  public func resume(_ path: String) throws -> Trained {
    let folder = RunFolder(path: path, keep: config.checkpoint.retention)
    try folder.requireRun()
    try requireMemory(resolved.model)
    let lock = try folder.lock()
    defer { lock.release() }
    let tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    guard try !folder.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(config, output: output)
      let shape = shape(tokenizer, initial)
      try requireMemory(shape)
      let model = try initial.model(shape, output: output)
      return try train(
        prepare(tokenizer, folder), model, makeOptimizer(model), folder, from: nil,
        after: initial.trainingFLOPs())
    }
    let checkpoint = try folder.latest { output.write($0 + "\n") }
    let shape = try shape(tokenizer, checkpoint)
    try requireMemory(shape)
    let state = try RunFolder.state(checkpoint)
    let model = try RunFolder.model(checkpoint, expecting: shape)
    try InitialWeights.freeze(
      model, config.initialization, grownFrom: WeightFolder.origin(in: folder.path))
    let optimizer = makeOptimizer(model)
    try RunFolder.restore(optimizer, from: checkpoint, step: state.step)
    return try train(
      prepare(tokenizer, folder), model, optimizer, folder, from: state,
      after: InitialWeights.trainingFLOPs(before: folder, state), score: checkpoint.score())
  }

  /// What training reads.
  private struct Prepared {
    let corpus: PreparedCorpus
    let tokenizer: ByteLevelBPE
    let tokens: (train: [TokenizedCorpus], validation: [TokenizedCorpus])
  }

  /// The corpus of a run that is continued: a signal loses nothing, the checkpoints are as they were.
  private func prepare(_ tokenizer: ByteLevelBPE, _ folder: RunFolder) throws -> Prepared {
    try signals.leavingAtOnce(
      .saved, "stopped before training went on; continue with --resume \(folder.path)"
    ) {
      let corpus = try prepareCorpus()
      return Prepared(
        corpus: corpus, tokenizer: tokenizer,
        tokens: try corpus.tokenized(
          tokenizer, endOfText: config.tokenizer.endOfText, output: output))
    }
  }

  func makeOptimizer(_ model: CausalLanguageModel) -> Optimizer {
    Optimizer(optimizerKind, adamW: adamWOptions, model: model)
  }

  func makeStep(_ model: CausalLanguageModel, _ optimizer: Optimizer) -> TrainStep {
    TrainStep(
      model: model, optimizer: optimizer, gradientClip: config.training.gradientClip,
      zLoss: config.training.zLoss, checkpointing: config.training.activationCheckpointing)
  }

  /// The training batches, from the first.
  func makeStream(_ corpora: [TokenizedCorpus]) throws(DataError) -> BatchStream {
    let training = config.training
    var stream = BatchStream.Config()
    stream.rows = training.sequencesPerStep
    stream.length = training.sequenceLength
    stream.totalTokens = training.stepCount * training.tokensPerStep
    stream.seed = UInt64(config.seed)
    stream.isShuffled = config.data.shuffle
    stream.joinsDocuments = config.data.joinDocuments
    return try BatchStream(corpora: corpora, schedule: curriculum(), config: stream)
  }

  func makeEvaluation(
    _ corpora: [TokenizedCorpus], _ tokenizer: ByteLevelBPE
  ) -> DomainEvaluation {
    DomainEvaluation(
      corpora: corpora, tokenizer: tokenizer, rows: options.microBatchRows,
      length: config.training.sequenceLength, maximumTokens: config.evaluation.maxTokens)
  }

  var options: Trainer.Options {
    let training = config.training
    var options = Trainer.Options()
    options.steps = training.stepCount
    options.microBatchRows =
      training.microBatchSize > 0 ? training.microBatchSize : training.sequencesPerStep
    options.evaluationInterval = config.evaluation.interval
    options.checkpointInterval = config.checkpoint.interval
    options.savesInBackground = config.checkpoint.background
    options.startsTrained = config.initialization.kind != .random
    return options
  }

  private func train(
    _ prepared: Prepared, _ model: CausalLanguageModel, _ optimizer: Optimizer,
    _ folder: RunFolder, from state: TrainingState?, after flops: Double, score: Double? = nil
  ) throws -> Trained {
    let corpus = prepared.corpus
    let tokens = prepared.tokens
    // Data that were changed since refuse to go on; only after that may the log be cut.
    var data = try makeStream(tokens.train)
    if let state { try data.restore(state.data) }
    // The line of a step that was not validated yet is written again.
    let log = try RunLog(
      folder: folder.path, resumedStep: state.map { $0.unvalidated == nil ? $0.step : $0.step - 1 },
      writesEvents: config.logging.tensorBoard)
    if try folder.update(config: resolved.json) {
      output.write("\(folder.configPath): changed to what this resume asks for\n")
    }
    var options = options
    options.flopsPerToken = model.config.trainingFLOPsPerToken(
      length: config.training.sequenceLength)
    options.flopsBefore = flops
    let trainer = Trainer(
      model: model, optimizer: optimizer,
      step: makeStep(model, optimizer), schedule: schedule, data: data,
      evaluation: makeEvaluation(tokens.validation, prepared.tokenizer),
      folder: folder, log: log, options: options, safety: config.safety, signals: signals,
      output: output, state: state, score: score)
    if try WeightFolder.origin(in: folder.path) != nil {
      trainer.measure = { $0.add(symmetryOf: model) }
    }
    defer { writeReport(folder) }
    let outcome = try trainer.run()
    return Trained(
      outcome: outcome, model: model, tokenizer: prepared.tokenizer, corpus: corpus,
      folder: folder)
  }

  /// A report that cannot be drawn costs a sentence, never the run.
  private func writeReport(_ folder: RunFolder) {
    guard config.logging.report else { return }
    do { try folder.writeReport() } catch { output.write("no report: \(error)\n") }
  }

  /// The shares of the sources over the run.
  func curriculum() throws(DataError) -> CurriculumSchedule {
    let knots = config.data.mixture.knots.map {
      CurriculumSchedule.Knot(at: $0.at, weights: $0.weights)
    }
    return try CurriculumSchedule(
      .init(axis: .progress, knots: knots), domains: config.data.sources.map(\.name))
  }

  /// The learning rate after each step.
  var schedule: LearningRateSchedule {
    let settings = config.schedule
    let total = Double(config.training.stepCount)
    let peak = config.optimizer.learningRate
    return switch settings.kind {
    case .wsd:
      .wsd(
        WarmupStableDecay(
          peak: peak, total: total, warmupFraction: settings.warmupFraction,
          decayFraction: settings.decayFraction, shape: settings.shape,
          endRatio: settings.endRatio))
    case .cosine:
      .cosine(
        WarmupCosine(
          peak: peak, warmup: total * settings.warmupFraction, total: total,
          endRatio: settings.endRatio))
    }
  }

  private var adamWOptions: AdamW.Options {
    let settings = config.optimizer
    var options = AdamW.Options()
    options.weightDecay = settings.weightDecay
    options.beta1 = settings.beta1
    options.beta2 = settings.beta2
    options.epsilon = settings.epsilon
    return options
  }

  var optimizerKind: Optimizer.Kind {
    let settings = config.optimizer
    var muon = Muon.Options()
    muon.weightDecay = settings.weightDecay
    muon.momentum = settings.momentum
    muon.nesterov = settings.nesterov
    muon.newtonSchulz = settings.newtonSchulz
    muon.updateScale = settings.updateScale
    return switch settings.kind {
    case .adamw: .adamW
    case .muon: .muon(muon)
    case .muonClip:
      .muonClip(
        muon, QKClip(mode: settings.qkClip.mode, threshold: settings.qkClip.threshold),
        interval: settings.qkClip.interval)
    }
  }
}
