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
    Optimizer(config.optimizer.rule, adamW: config.optimizer.adamW, model: model)
  }

  /// A step of `optimizer` on `model`.
  func step(_ model: CausalLanguageModel, _ optimizer: Optimizer) -> TrainStep {
    TrainStep(
      model: model, optimizer: optimizer, gradientClip: config.training.gradientClip,
      zLoss: config.training.zLoss, checkpointing: config.training.activationCheckpointing)
  }

  /// The training batches, from the first.
  func stream(_ corpora: [TokenizedCorpus]) throws(DataError) -> BatchStream {
    let training = config.training
    var stream = BatchStream.Config()
    stream.rows = training.sequencesPerStep
    stream.length = training.sequenceLength
    stream.totalTokens = training.stepCount * training.tokensPerStep
    stream.seed = UInt64(config.seed)
    stream.isShuffled = config.data.shuffle
    stream.joinsDocuments = config.data.joinDocuments
    return try BatchStream(corpora: corpora, schedule: config.data.curriculum(), config: stream)
  }

  /// The measurement on held-out `corpora`.
  func evaluation(
    _ corpora: [TokenizedCorpus], _ tokenizer: ByteLevelBPE
  ) -> DomainEvaluation {
    DomainEvaluation(
      corpora: corpora, tokenizer: tokenizer, rows: options.microBatchRows,
      length: config.training.sequenceLength, maximumTokens: config.evaluation.maxTokens)
  }

  /// The numbers of rows of the batches in which held-out `corpora` are measured, one after the other.
  func evaluationRows(_ corpora: [TokenizedCorpus]) -> [Int] {
    corpora.flatMap {
      SequentialBatches(
        $0, rows: options.microBatchRows, length: config.training.sequenceLength,
        maximumTokens: config.evaluation.maxTokens
      ).batchRows
    }
  }

  /// How long and how often; what training takes is not in it.
  var options: TrainerOptions {
    let training = config.training
    var options = TrainerOptions()
    options.microBatchRows = training.microBatchRows
    options.evaluationInterval = config.evaluation.interval
    options.checkpointInterval = config.checkpoint.interval
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
    let training = config.training
    return TrainingSchedule(
      learningRate: config.schedule.learningRate(
        peak: config.optimizer.learningRate, steps: training.stepCount),
      nominalTokens: training.tokensPerStep,
      totalTokens: training.stepCount * training.tokensPerStep,
      rows: [.init(at: 0, training.sequencesPerStep)],
      lengths: [.init(at: 0, training.sequenceLength)])
  }
}
