internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTensor

/// Builds everything a run needs from a config: the composition root.
///
/// The only place that turns the kinds of a config into types.
public struct TrainingRun {
  /// The config in force.
  public let resolved: ResolvedConfig
  private let output: ProgressOutput
  private let signals: SignalWatcher

  /// A run of `resolved` that reports to `output` and stops on `signals`.
  public init(_ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
    let threads = resolved.config.threads
    if threads > 0 { ComputeThreads.count = threads }
  }

  private var config: TrainConfig { resolved.config }

  /// The folder that a new run of this config writes.
  public var folderPath: String { config.output + "/" + config.name }

  /// Reads every source and says what was found; nothing is written or trained.
  ///
  /// Throws ``DataError`` for the first source that cannot be read.
  public func check() throws -> String {
    let corpus = try prepareCorpus()
    let lines = corpus.domains.map { domain in
      "\(domain.name): \(domain.train.count) documents to train, "
        + "\(domain.validation.count) to validate"
    }
    let model = resolved.model
    _ = try InitialWeights(config, output: output)
    return
      (["model: \(model.parameterCount) parameters, \(config.training.stepCount) steps"] + lines)
      .joined(separator: "\n")
  }

  /// Trains from the start.
  ///
  /// Throws ``FileError`` when the folder already holds a run. Nothing is written before the corpus
  /// is read and tokenized.
  public func start() throws -> Trained {
    let folder = RunFolder(path: folderPath, keep: config.checkpoint.keepLast)
    try folder.requireNoRun()
    let initial = try InitialWeights(config, output: output)
    let prepared = try signals.leavingAtOnce(
      .interrupted, "stopped before training; nothing was lost"
    ) {
      let corpus = try prepareCorpus()
      let tokenizer = try prepareTokenizer(corpus, initial)
      return Prepared(
        corpus: corpus, tokenizer: tokenizer,
        tokens: try corpus.tokenized(tokenizer, output: output))
    }
    var shape = resolved.model
    shape.vocabSize = prepared.tokenizer.vocabularySize
    let model = try initial.model(shape, output: output)
    try folder.create(
      config: resolved.json, tokenizer: prepared.tokenizer,
      grownFrom: initial.origin(shape)?.huggingFaceJSON)
    return try train(
      prepared, model, makeOptimizer(model), folder, from: nil, after: initial.trainingFLOPs())
  }

  /// Continues the run in `path` from its newest whole checkpoint.
  ///
  /// A run that was ended before its first checkpoint begins again. Throws ``FileError`` when `path`
  /// holds no run, no whole checkpoint, or a checkpoint of another model than the config's.
  public func resume(_ path: String) throws -> Trained {
    let folder = RunFolder(path: path, keep: config.checkpoint.keepLast)
    try folder.requireRun()
    let tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    var shape = resolved.model
    shape.vocabSize = tokenizer.vocabularySize
    guard try !folder.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(config, output: output)
      let model = try initial.model(shape, output: output)
      return try train(
        prepare(tokenizer, folder), model, makeOptimizer(model), folder, from: nil,
        after: initial.trainingFLOPs())
    }
    let checkpoint = try folder.latest { output.write($0 + "\n") }
    let state = try RunFolder.state(checkpoint)
    let model = try RunFolder.model(checkpoint, expecting: shape)
    try InitialWeights.freeze(
      model, config.initialization, grownFrom: WeightFolder.origin(in: folder.path))
    let optimizer = makeOptimizer(model)
    let file = try SafetensorsFile(path: checkpoint.path(of: "optimizer.safetensors"))
    try optimizer.restore(step: state.step) { name, shape in try file.tensor(name, shape: shape) }
    return try train(
      prepare(tokenizer, folder), model, optimizer, folder, from: state,
      after: InitialWeights.trainingFLOPs(before: folder, state))
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
        tokens: try corpus.tokenized(tokenizer, output: output))
    }
  }

  private func makeOptimizer(_ model: CausalLanguageModel) -> Optimizer {
    Optimizer(optimizerKind, adamW: adamWOptions, model: model)
  }

  private func train(
    _ prepared: Prepared, _ model: CausalLanguageModel, _ optimizer: Optimizer,
    _ folder: RunFolder, from state: Trainer.State?, after flops: Double
  ) throws -> Trained {
    let corpus = prepared.corpus
    let tokens = prepared.tokens
    // The line of a step that was not validated yet is written again.
    let metrics = try MetricsLog(
      path: folder.metricsPath,
      resumedStep: state.map { $0.unvalidated == nil ? $0.step : $0.step - 1 })
    let training = config.training
    var stream = BatchStream.Config()
    stream.rows = training.sequencesPerStep
    stream.length = training.sequenceLength
    stream.totalTokens = training.stepCount * training.tokensPerStep
    stream.seed = UInt64(config.seed)
    stream.isShuffled = config.data.shuffle
    var data = try BatchStream(
      corpora: tokens.train, schedule: curriculum(corpus.domains.map(\.name)), config: stream)
    if let state { try data.restore(state.data) }
    if try folder.update(config: resolved.json) {
      output.write("\(folder.configPath): changed to what this resume asks for\n")
    }
    var options = Trainer.Options()
    options.steps = training.stepCount
    options.microBatchRows =
      training.microBatchSize > 0 ? training.microBatchSize : training.sequencesPerStep
    options.evaluationInterval = config.evaluation.interval
    options.checkpointInterval = config.checkpoint.interval
    options.flopsPerToken = model.config.trainingFLOPsPerToken(length: training.sequenceLength)
    options.flopsBefore = flops
    options.startsTrained = config.initialization.kind != .random
    let trainer = Trainer(
      model: model, optimizer: optimizer,
      step: TrainStep(model: model, optimizer: optimizer, gradientClip: training.gradientClip),
      schedule: schedule, data: data,
      evaluation: DomainEvaluation(
        corpora: tokens.validation, tokenizer: prepared.tokenizer, rows: options.microBatchRows,
        length: training.sequenceLength, maximumTokens: config.evaluation.maxTokens),
      folder: folder, metrics: metrics, options: options, signals: signals, output: output,
      state: state)
    if try WeightFolder.origin(in: folder.path) != nil {
      trainer.measure = { $0.add(symmetryOf: model) }
    }
    let outcome = try trainer.run()
    return Trained(
      outcome: outcome, model: model, tokenizer: prepared.tokenizer, corpus: corpus,
      folder: folder)
  }

  private func prepareCorpus() throws -> PreparedCorpus {
    try PreparedCorpus(config.data, seed: UInt64(config.seed), output: output)
  }

  private func prepareTokenizer(
    _ corpus: PreparedCorpus, _ initial: InitialWeights
  ) throws -> ByteLevelBPE {
    let settings = config.tokenizer
    if !settings.path.isEmpty { return try TokenizerFile.load(settings.path) }
    if let tokenizer = try initial.tokenizer() { return tokenizer }
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = settings.vocabSize
    trainer.preTokenizer = settings.splitDigits ? .singleDigits : .digitGroups
    return try BPETrainer.train(trainer, on: corpus.sample(bytes: settings.sampleBytes))
  }

  private func curriculum(_ names: [String]) throws(DataError) -> CurriculumSchedule {
    let knots = config.data.mixture.knots.map {
      CurriculumSchedule.Knot(at: $0.at, weights: $0.weights)
    }
    return try CurriculumSchedule(.init(axis: .progress, knots: knots), domains: names)
  }

  private var schedule: LearningRateSchedule {
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

  private var optimizerKind: Optimizer.Kind {
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
