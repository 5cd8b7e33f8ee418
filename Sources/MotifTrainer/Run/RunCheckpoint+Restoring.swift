internal import Foundation
package import MotifCore
package import MotifModel
package import MotifOptimizer
package import MotifTensor

extension RunCheckpoint {
  /// The model, which must have the shape that the config asks for.
  ///
  /// The shapes are compared before anything is allocated: for another model there may be no memory.
  package func model(expecting config: ModelConfig) throws -> CausalLanguageModel {
    try requireModel(config)
    return try CausalLanguageModel(config, source: CheckpointTensors(self))
  }

  /// Throws ``FileError`` when the checkpoint is of another model than `config`.
  func requireModel(_ config: ModelConfig) throws {
    let found = try ModelConfig(contentsOfFile: path(of: "config.json"))
    guard try found.huggingFaceJSON == config.huggingFaceJSON else {
      throw FileError(
        path: path,
        reason: "holds another model than the config asks for; a run is resumed with its own model")
    }
  }

  /// The training state, which must be of this checkpoint's step.
  package func state() throws(FileError) -> TrainingState {
    let path = path(of: TrainingState.fileName)
    let state = try TrainingState(contentsOfFile: path)
    guard state.step == step else {
      throw FileError(
        path: path, reason: "is of step \(state.step), but its checkpoint of step \(step)")
    }
    return state
  }

  /// Gives `optimizer` the state that was saved after `step`; all or nothing.
  package func restore(_ optimizer: Optimizer, step: Int) throws {
    try restore(optimizer, from: CheckpointTensors(self), step: step)
  }

  private func restore(
    _ optimizer: Optimizer, from tensors: CheckpointTensors, step: Int
  ) throws {
    try optimizer.restore(
      step: step,
      held: { name, spec in
        try tensors.tensor(name, shape: spec.globalShape, slice: spec.slice)
      })
  }

  /// Gives `model` and `optimizer`, which it is of, its numbers, and returns its state.
  ///
  /// Everything is read before anything is changed.
  package func restore(
    _ model: CausalLanguageModel, _ optimizer: Optimizer
  ) throws -> TrainingState {
    let state = try state()
    let tensors = try CheckpointTensors(self)
    let values = try model.parameters.parameters.map { try tensors.value(for: $0.spec) }
    try restore(optimizer, from: tensors, step: state.step)
    for (parameter, value) in zip(model.parameters.parameters, values) { parameter.value = value }
    return state
  }
}
