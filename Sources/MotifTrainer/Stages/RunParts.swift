internal import MotifData
internal import MotifModel
internal import MotifOptimizer

/// The parts of a training run that its config describes, each made where it is needed.
///
/// The only place that puts a config's values into the types that train.
struct RunParts {
  let config: TrainConfig

  /// A fresh optimizer for the trainable parameters of `model`.
  func optimizer(_ model: CausalLanguageModel) -> Optimizer {
    Optimizer(config.rule, adamW: config.optimizer.adamW, model: model)
  }

  /// `model`, which computes in the config's precision.
  func precise(_ model: CausalLanguageModel) -> CausalLanguageModel {
    var model = model
    config.precision.apply(to: &model)
    return model
  }

  /// A step of `optimizer` on the share of `model` that a rank holds.
  func step(
    _ model: CausalLanguageModel, _ optimizer: Optimizer, _ share: RankShare
  ) -> TrainStep {
    TrainStep(
      model: model, optimizer: optimizer, gradientClip: config.training.gradientClip,
      zLoss: config.training.zLoss, checkpointing: config.training.activationCheckpointing,
      ranks: share)
  }

  /// The training batches, from the first.
  func stream(_ data: [TokenizedDomain]) throws(DataError) -> BatchStream {
    let training = config.training
    var stream = BatchStream.Config()
    stream.rows = training.sequencesPerStep
    stream.length = training.sequenceLength
    stream.totalTokens = training.totalTokens
    stream.seed = UInt64(config.seed)
    stream.isShuffled = config.data.shuffle
    stream.joinsDocuments = config.data.joinDocuments
    stream.onExhausted = config.data.mixture.onExhausted
    stream.maxRepeats = config.data.mixture.maxRepeats
    stream.balancedParts = balancedParts
    return try BatchStream(data, schedule: curriculum(), config: stream)
  }

  /// The shares of the sources over the run.
  func curriculum() throws(DataError) -> CurriculumSchedule {
    try config.data.mixture.curriculum(
      sources: config.data.sources.map(\.name), annealStart: config.schedule.annealStart)
  }

  /// The measurement on held-out `corpora`.
  func evaluation(
    _ data: [TokenizedDomain], _ tokenizer: ByteLevelBPE
  ) -> DomainEvaluation {
    DomainEvaluation(
      data, tokenizer: tokenizer, rows: config.training.microBatchRows,
      length: config.training.sequenceLength, maximumTokens: config.evaluation.maxTokens)
  }

  /// The numbers of rows of the batches in which held-out `corpora` are measured, one after the other.
  func evaluationRows(_ data: [TokenizedDomain]) -> [Int] {
    data.flatMap {
      SequentialBatches(
        $0, rows: config.training.microBatchRows, length: config.training.sequenceLength,
        maximumTokens: config.evaluation.maxTokens
      ).batchRows
    }
  }

  /// Into how many shares of equal cost the rows of a step are dealt: its micro-batches on all ranks.
  private var balancedParts: Int {
    let rows = config.training.sequencesPerStep
    let ranks = max(1, config.parallel.ranks / max(1, config.parallel.tp))
    let pieces = rows / max(1, config.training.microBatchRows)
    return max(1, pieces.isMultiple(of: ranks) ? pieces : ranks)
  }

  /// How long and how often; what training takes is not in it.
  var options: TrainerOptions {
    let training = config.training
    var options = TrainerOptions()
    // Without a size of their own they are whole batches, of which the largest has most rows.
    options.microBatchRows =
      training.microBatchSize > 0
      ? training.microBatchSize : schedule.stages.map(\.rows).max() ?? training.microBatchRows
    options.evaluationInterval = config.evaluation.interval
    options.checkpointInterval = config.checkpoint.interval
    options.averageInterval = config.checkpoint.averageEvery
    options.averageCount = config.checkpoint.averageLast
    options.savesInBackground = config.checkpoint.background
    options.startsTrained = config.initialization.kind != .random
    options.safety = config.safety
    return options
  }

  /// How to train `model`, with what that takes and what its weights took `before` this run.
  func options(_ model: CausalLanguageModel, flopsBefore before: Double) -> TrainerOptions {
    var options = options
    options.count(trainingOf: model, after: before)
    return options
  }

  /// What each step does.
  var schedule: TrainingSchedule {
    config.training.schedule(config.schedule, peak: config.optimizer.learningRate)
  }

  /// How many steps of the first size the run would have.
  var nominalSteps: Double {
    Double(config.training.totalTokens) / Double(config.training.tokensPerStep)
  }

  /// The shape that a model of `shape` has after `step` steps, which may have changed its rotary base.
  func shape(_ shape: ModelConfig, after step: Int) -> ModelConfig {
    var shape = shape
    if let base = schedule[step].rotaryBase { shape.ropeTheta = base }
    return shape
  }
}
