internal import MotifCore
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// A checkpoint that all ranks write together, each its own part.
struct RankSave {
  let folder: RunFolder
  let model: CausalLanguageModel
  let optimizer: Optimizer
  let ranks: RankShare

  /// Saves `moment` and returns once the checkpoint is in its place; every rank calls it at the same
  /// place.
  ///
  /// Returns what of older checkpoints could not be read or removed. Throws the ``FileError`` of the
  /// rank that cannot write, and on the others an error that tells of it; older checkpoints are then as
  /// they were.
  func callAsFunction(_ moment: RunSaver.Moment) throws -> [FileError] {
    guard let json = RunFolder.text(of: moment.state) else {
      throw FileError(
        path: folder.path, reason: "the training state cannot be written as JSON")
    }
    try folder.keeper?.requireInPlace()
    let store = folder.checkpoints
    let saved = try store.save(
      step: moment.state.step, tokens: moment.state.tokens, score: moment.score,
      isScheduled: moment.isScheduled,
      shared: files,
      files: [
        .init("config.json", text: try model.config.huggingFaceJSON),
        .init(TrainingState.fileName, text: json),
      ], over: ranks.groups.world.communicator)
    if saved != nil { try store.operations.remove(FirstCheckpoint(of: folder).path) }
    return saved?.warnings ?? []
  }

  /// This rank's part of the files of tensors.
  var files: [CheckpointStore.SharedFile] {
    let weights = model.parameters.parameters.map { parameter in
      shared(parameter.name, parameter.spec, parameter.value)
    }
    let moments = optimizer.states.map { state in
      shared(state.name, state.held, state.tensor, isFirst: state.isFirstOfRows)
    }
    return [
      .init(CheckpointTensors.modelFile, tensors: weights),
      .init(CheckpointTensors.optimizerFile, tensors: moments),
    ]
  }

  private func shared(
    _ name: String, _ spec: ParameterSpec, _ value: Tensor, isFirst: Bool = true
  ) -> CheckpointStore.SharedTensor {
    .init(
      name: name, shape: spec.globalShape, slice: spec.slice, value: value,
      isWriter: isFirst && ranks.isFirstHolder(of: spec.name))
  }
}
