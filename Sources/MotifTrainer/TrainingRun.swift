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
    return
      (["model: \(model.parameterCount) parameters, \(config.training.stepCount) steps"] + lines)
      .joined(separator: "\n")
  }

  /// Trains from the start.
  public func start() throws -> Trained {
    let corpus = try prepareCorpus()
    let tokenizer = try prepareTokenizer(corpus)
    var shape = resolved.model
    shape.vocabSize = tokenizer.vocabularySize
    let model = try CausalLanguageModel(shape, seed: UInt64(config.seed))
    let folder = RunFolder(path: folderPath, keep: config.checkpoint.keepLast)
    try folder.create(config: resolved.json, tokenizer: tokenizer)
    let optimizer = Optimizer(optimizerKind, adamW: adamWOptions, model: model)
    return try train(
      corpus, tokenizer, model, optimizer, folder, MetricsLog(path: folder.metricsPath), from: nil)
  }

  /// Continues the run in `path` from its newest whole checkpoint.
  public func resume(_ path: String) throws -> Trained {
    let folder = RunFolder(path: path, keep: config.checkpoint.keepLast)
    let checkpoint = try folder.latest { output.write($0 + "\n") }
    let state = try RunFolder.state(checkpoint)
    let tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    let model = try RunFolder.model(checkpoint)
    let optimizer = Optimizer(optimizerKind, adamW: adamWOptions, model: model)
    let file = try SafetensorsFile(path: checkpoint.path(of: "optimizer.safetensors"))
    try optimizer.restore(step: state.step) { name, shape in try file.tensor(name, shape: shape) }
    let metrics = try MetricsLog(path: folder.metricsPath, resumedStep: state.step)
    return try train(
      prepareCorpus(), tokenizer, model, optimizer, folder, metrics, from: state)
  }

  private func train(
    _ corpus: PreparedCorpus, _ tokenizer: ByteLevelBPE, _ model: CausalLanguageModel,
    _ optimizer: Optimizer, _ folder: RunFolder, _ metrics: MetricsLog, from state: Trainer.State?
  ) throws -> Trained {
    let tokens = try corpus.tokenized(tokenizer, output: output)
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
    var options = Trainer.Options()
    options.steps = training.stepCount
    options.microBatchRows =
      training.microBatchSize > 0 ? training.microBatchSize : training.sequencesPerStep
    options.evaluationInterval = config.evaluation.interval
    options.checkpointInterval = config.checkpoint.interval
    let trainer = Trainer(
      model: model, optimizer: optimizer,
      step: TrainStep(model: model, optimizer: optimizer, gradientClip: training.gradientClip),
      schedule: schedule, data: data,
      evaluation: DomainEvaluation(
        corpora: tokens.validation, tokenizer: tokenizer, rows: options.microBatchRows,
        length: training.sequenceLength, maximumTokens: config.evaluation.maxTokens),
      folder: folder, metrics: metrics, options: options, signals: signals, output: output,
      tokens: state?.tokens ?? 0)
    let outcome = try trainer.run()
    return Trained(
      outcome: outcome, model: model, tokenizer: tokenizer, corpus: corpus, folder: folder)
  }

  private func prepareCorpus() throws -> PreparedCorpus {
    try PreparedCorpus(config.data, seed: UInt64(config.seed), output: output)
  }

  private func prepareTokenizer(_ corpus: PreparedCorpus) throws -> ByteLevelBPE {
    let settings = config.tokenizer
    if !settings.path.isEmpty { return try TokenizerFile.load(settings.path) }
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
