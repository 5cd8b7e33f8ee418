internal import MotifData
internal import MotifModel
internal import MotifReport

extension RunPreparation {
  /// What a new run that begins with `initial` reads, and the shape of its model.
  ///
  /// Throws ``ConfigErrors`` when there is no memory to train it: before anything is read, as far as
  /// it is known then, and after.
  ///
  /// - Parameter folder: where scores are kept.
  func start(
    _ initial: InitialWeights, in folder: String
  ) throws -> (prepared: PreparedRun, shape: ModelConfig) {
    initial.warnOfRate(resolved.config, output: output)
    let mixture = try RunParts(config: resolved.config).curriculum()
    if let notice = mixture.capNotice { output.write("\(notice)\n") }
    var expected = resolved.model
    if let source = initial.source { expected.vocabSize = source.config.vocabSize }
    let memory = MemoryGuard(resolved)
    try memory.require(expected, trained: initial.trainedNames(expected))
    let prepared = try read(initial, StageSelection(self).start(initial, in: folder))
    let shape = shape(prepared.tokenizer, initial)
    try memory.require(
      shape, trained: initial.trainedNames(shape), evaluationRows: evaluationRows(prepared))
    return (prepared, shape)
  }

  /// What a run in `folder` reads that is continued with `tokenizer` and a model of `shape`, of which the
  /// parameters named in `trained` are trained, nil for all.
  ///
  /// Throws ``ConfigErrors`` when there is no memory to train it, before and after.
  func resume(
    _ tokenizer: ByteLevelBPE, _ shape: ModelConfig, trained: Set<String>?, in folder: String
  ) throws -> PreparedRun {
    let memory = MemoryGuard(resolved)
    try memory.require(shape, trained: trained)
    let prepared = try read(tokenizer, StageSelection(self).resume(in: folder))
    try memory.require(shape, trained: trained, evaluationRows: evaluationRows(prepared))
    return prepared
  }

  private func evaluationRows(_ prepared: PreparedRun) -> [Int] {
    RunParts(config: resolved.config).evaluationRows(prepared.tokens.validation)
  }
}
