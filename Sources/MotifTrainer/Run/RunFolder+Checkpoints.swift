internal import Foundation
package import MotifCore
package import MotifModel
package import MotifOptimizer
package import MotifTensor

extension RunFolder {
  /// A save of the present state, to be run now or on another thread.
  ///
  /// What training changes after this call is not in it: tensors are values. Running it writes the
  /// checkpoint and prunes older ones; it returns what of them could not be read or removed.
  ///
  /// - Parameters:
  ///   - score: the validation score of the step, lower is better; nil when it has none.
  ///   - isScheduled: whether a checkpoint is due at this step, so that a rollback may end there.
  package func snapshot(
    model: CausalLanguageModel, optimizer: Optimizer, state: TrainingState, score: Double?,
    isScheduled: Bool = true
  ) throws -> @Sendable () throws(FileError) -> [FileError] {
    guard let json = Self.text(of: state) else {
      throw FileError(path: path, reason: "the training state cannot be written as JSON")
    }
    let weights = model.parameters.parameters.map { ($0.name, $0.value) }
    let files: [CheckpointStore.File] = [
      .init(CheckpointTensors.modelFile, tensors: weights),
      .init("config.json", text: try model.config.huggingFaceJSON),
      .init(CheckpointTensors.optimizerFile, tensors: optimizer.state),
      .init(TrainingState.fileName, text: json),
    ]
    let (store, step, tokens) = (checkpoints, state.step, state.tokens)
    let (unsaved, keeper) = (FirstCheckpoint(of: self).path, keeper)
    return { () throws(FileError) in
      try keeper?.requireInPlace()
      let saved = try store.save(
        step: step, tokens: tokens, score: score, isScheduled: isScheduled, files: files)
      try store.operations.remove(unsaved)
      return saved.warnings
    }
  }

  /// The checkpoint to go on from, nil for a run that was ended before its first one.
  ///
  /// See ``FirstCheckpoint/isThere(fromStart:)``. Damaged ones are told to `warn`.
  func start(fromStart: Bool, warn: (String) -> Void) throws -> RunCheckpoint? {
    try FirstCheckpoint(of: self).isThere(fromStart: fromStart) ? latest(warn: warn) : nil
  }

  /// The text of `state.json`.
  static func text(of state: TrainingState) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return (try? encoder.encode(state)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The newest checkpoint that is whole; throws when there is none.
  ///
  /// Damaged ones are told to `warn`.
  package func latest(warn: (String) -> Void) throws(FileError) -> RunCheckpoint {
    let latest = try checkpoints.latest()
    for error in latest.damaged { warn("damaged checkpoint passed over: \(error)") }
    guard let checkpoint = latest.checkpoint else {
      throw FileError(path: path, reason: "has no whole checkpoint to continue from")
    }
    return checkpoint
  }
}
