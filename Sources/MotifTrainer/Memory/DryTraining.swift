internal import MotifConfig
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// A model and its optimizer in a dry run, ready for steps and evaluations.
///
/// The real ones, without numbers; to be made and used inside `DryRun.run`. Cost: about a hundred
/// small objects a layer and a step, whatever the sizes.
struct DryTraining {
  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let step: TrainStep

  /// A model of `config` whose parameters named in `trained` are trained, nil for all.
  ///
  /// Peaks of memory are measured from here on. Throws ``ModelConfigError`` when the config is
  /// impossible.
  init(
    _ config: ModelConfig, optimizer kind: Optimizer.Kind, trained: Set<String>? = nil,
    checkpointing: ActivationCheckpointing = .none, precision: PrecisionSettings = .init()
  ) throws {
    var model = try CausalLanguageModel(config, seed: 0)
    precision.apply(to: &model)
    for parameter in model.parameters.parameters {
      parameter.isTrainable = trained?.contains(parameter.name) ?? true
    }
    self.model = model
    optimizer = Optimizer(kind, model: model)
    step = TrainStep(model: model, optimizer: optimizer, checkpointing: checkpointing)
    // New tensors are counted for a moment before it is known what they are for.
    MemoryPurpose.resetPeaks()
  }

  /// Parameters and optimizer state as a save in the background holds them: what the next step
  /// changes is copied while these are held.
  var snapshot: [Tensor] {
    model.parameters.parameters.map(\.value) + optimizer.state.map(\.tensor)
  }

  /// A training step over `microBatches` micro-batches of `rows` rows.
  func takeStep(microBatches: Int, rows: Int, length: Int) throws {
    _ = try step(
      PackedBatch(rows: microBatches * rows, length: length), microBatchRows: rows,
      learningRate: 0)
  }

  /// The losses of one evaluation batch.
  func evaluate(rows: Int, length: Int) {
    _ = DomainEvaluation.losses(of: PackedBatch(rows: rows, length: length), model)
  }
}
