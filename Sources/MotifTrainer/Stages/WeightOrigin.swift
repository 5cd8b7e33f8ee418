internal import MotifModel
internal import MotifOptimizer
internal import MotifReport
internal import MotifTensor

/// The weights that a run goes on from, of which every rank takes its share.
struct WeightOrigin: @unchecked Sendable {
  // Invariant behind @unchecked: a made model is read by all ranks and changed by none before all have
  // read it; from then on it is rank 0's.
  private enum Source {
    /// Fresh ones.
    case seed(UInt64)
    /// A model that was read or grown.
    case made(CausalLanguageModel)
    /// Those of a checkpoint, with the state of the optimizer.
    case checkpoint(RunCheckpoint)
  }

  /// The shape of the model.
  let shape: ModelConfig
  private let source: Source
  /// The names of the parameters that are trained, nil for all.
  private let trained: Set<String>?

  private init(_ shape: ModelConfig, _ source: Source, trained: Set<String>?) {
    (self.shape, self.source, self.trained) = (shape, source, trained)
  }

  /// The first weights of a model of the given shape: fresh ones under `seed`, or `initial` ones.
  ///
  /// Throws what ``InitialWeights/model(_:output:)`` throws.
  init(
    _ initial: InitialWeights, _ shape: ModelConfig, seed: Int, output: ProgressOutput
  ) throws {
    guard initial.source != nil else {
      self.init(shape, .seed(UInt64(seed)), trained: nil)
      return
    }
    self.init(
      shape, .made(try initial.model(shape, output: output)),
      trained: try initial.trainedNames(shape))
  }

  /// What `checkpoint` holds of a model of the given shape.
  init(_ shape: ModelConfig, in checkpoint: RunCheckpoint, trained: Set<String>?) {
    self.init(shape, .checkpoint(checkpoint), trained: trained)
  }

  /// This rank's share of the model; rank 0 keeps a made one that it holds whole.
  func model(_ ranks: RankShare) throws -> CausalLanguageModel {
    let model = try share(ranks)
    if let trained {
      for parameter in model.parameters.parameters {
        parameter.isTrainable = trained.contains(parameter.name)
      }
    }
    return model
  }

  private func share(_ ranks: RankShare) throws -> CausalLanguageModel {
    switch source {
    case .seed(let seed):
      try CausalLanguageModel(
        shape, source: SeededSource(config: shape, seed: seed), share: ranks.modelShare)
    case .made(let model):
      ranks.holdsAll && ranks.rank == 0
        ? model
        : try CausalLanguageModel(shape, source: ModelSource(model), share: ranks.modelShare)
    case .checkpoint(let checkpoint):
      try CausalLanguageModel(
        shape, source: CheckpointTensors(checkpoint), share: ranks.modelShare)
    }
  }

  /// Gives `optimizer` the state that belongs to the weights; fresh weights have none.
  func restore(_ optimizer: Optimizer) throws {
    if case .checkpoint(let checkpoint) = source {
      try checkpoint.restore(optimizer, step: checkpoint.step)
    }
  }

  /// A model on rank 0 that takes the numbers of all ranks; nil elsewhere.
  func whole(_ ranks: RankShare) throws -> CausalLanguageModel? {
    guard ranks.rank == 0 else { return nil }
    if case .made(let model) = source { return model }
    return try CausalLanguageModel(shape, source: ZeroSource())
  }
}

/// Zeros, for a model whose numbers come later.
private struct ZeroSource: ParameterSource {
  func value(for spec: ParameterSpec) -> Tensor { Tensor(repeating: 0, shape: spec.shape) }
}
