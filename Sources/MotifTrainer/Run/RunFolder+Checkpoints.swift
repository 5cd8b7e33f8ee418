internal import Foundation
package import MotifCore
package import MotifModel
package import MotifOptimizer
internal import MotifTensor

extension RunFolder {
  /// A save of the present state, to be run now or on another thread.
  ///
  /// What training changes after this call is not in it: tensors are values. Running it writes the
  /// checkpoint and prunes older ones.
  ///
  /// - Parameter score: the validation score of the step, lower is better; nil when it has none.
  package func snapshot(
    model: CausalLanguageModel, optimizer: Optimizer, state: TrainingState, score: Double?
  ) throws -> @Sendable () throws(FileError) -> Void {
    guard let json = Self.text(of: state) else {
      throw FileError(path: path, reason: "the training state cannot be written as JSON")
    }
    let weights = model.parameters.parameters.map { ($0.name, $0.value) }
    let files: [CheckpointStore.File] = [
      .init(CheckpointTensors.modelFile, tensors: weights),
      .init("config.json", text: try model.config.huggingFaceJSON),
      .init(CheckpointTensors.optimizerFile, tensors: optimizer.state),
      .init("state.json", text: json),
    ]
    let (store, step, tokens) = (checkpoints, state.step, state.tokens)
    return { () throws(FileError) in
      _ = try store.save(step: step, tokens: tokens, score: score, files: files)
    }
  }

  /// The text of `state.json`.
  static func text(of state: TrainingState) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return (try? encoder.encode(state)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The model of a checkpoint, which must have the shape that the config asks for.
  ///
  /// The shapes are compared before anything is allocated: for another model there may be no memory.
  package static func model(
    _ checkpoint: RunCheckpoint, expecting config: ModelConfig
  ) throws -> CausalLanguageModel {
    let found = try ModelConfig(contentsOfFile: checkpoint.path(of: "config.json"))
    guard try found.huggingFaceJSON == config.huggingFaceJSON else {
      throw FileError(
        path: checkpoint.path,
        reason: "holds another model than the config asks for; a run is resumed with its own model")
    }
    return try CausalLanguageModel(found, source: CheckpointTensors(checkpoint))
  }

  /// The training state of a checkpoint.
  package static func state(_ checkpoint: RunCheckpoint) throws(FileError) -> TrainingState {
    let path = checkpoint.path(of: "state.json")
    let data = try FileOperations.system.read(path)
    guard let state = try? JSONDecoder().decode(TrainingState.self, from: data) else {
      throw FileError(path: path, reason: "is not the state of a training run")
    }
    return state
  }

  /// Gives `optimizer` the state of a checkpoint, taken after `step`; all or nothing.
  package static func restore(
    _ optimizer: Optimizer, from checkpoint: RunCheckpoint, step: Int
  ) throws {
    try restore(optimizer, from: CheckpointTensors(checkpoint), step: step)
  }

  private static func restore(
    _ optimizer: Optimizer, from tensors: CheckpointTensors, step: Int
  ) throws {
    try optimizer.restore(step: step) { name, shape in try tensors.tensor(name, shape: shape) }
  }

  /// Gives `model` and `optimizer` the numbers of a checkpoint of theirs, and returns its state.
  ///
  /// Everything is read before anything is changed.
  package static func restore(
    _ model: CausalLanguageModel, _ optimizer: Optimizer, from checkpoint: RunCheckpoint
  ) throws -> TrainingState {
    let state = try state(checkpoint)
    let tensors = try CheckpointTensors(checkpoint)
    let values = try model.parameters.parameters.map { try tensors.value(for: $0.spec) }
    try restore(optimizer, from: tensors, step: state.step)
    for (parameter, value) in zip(model.parameters.parameters, values) { parameter.value = value }
    return state
  }
}
