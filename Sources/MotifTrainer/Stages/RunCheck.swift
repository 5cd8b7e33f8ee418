internal import MotifData
internal import MotifModel
package import MotifReport
internal import MotifTensor

/// Looks at all that a run needs without writing or training anything: `--check`.
package struct RunCheck {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput

  private var preparation: RunPreparation { RunPreparation(resolved: resolved, output: output) }
  private var memory: MemoryGuard { MemoryGuard(resolved) }

  /// A check of a run of `resolved` that reports to `output`.
  package init(_ resolved: ResolvedConfig, output: ProgressOutput) {
    self.resolved = resolved
    self.output = output
  }

  /// Opens initial weights and tokenizer, reads every source and says what was found.
  ///
  /// A run that is continued in the folder `resumed` brings its own tokenizer and, once it has a
  /// checkpoint, its own weights.
  ///
  /// Throws ``DataError`` for the first source that cannot be read, ``FileError`` for a tokenizer that
  /// cannot be used and for initial weights that are missing or do not fit, ``GrowthError`` for a
  /// growth that is not possible.
  package func findings(resuming resumed: String = "") throws -> ConfigCheck {
    try memory.require(resolved.model)
    let shape = try resumed.isEmpty ? startingShape() : resumedShape(RunFolder(path: resumed))
    try memory.require(shape)
    let corpus = try preparation.corpus()
    return ConfigCheck(
      parameters: shape.parameterCount, steps: resolved.config.training.stepCount,
      sources: corpus.domains.map {
        .init(name: $0.name, training: $0.train.count, validation: $0.validation.count)
      })
  }

  private func startingShape() throws -> ModelConfig {
    let initial = try InitialWeights(resolved.config, output: output)
    let shape =
      try preparation.givenTokenizer(initial).map { preparation.shape($0, initial) }
      ?? resolved.model
    try initial.check(shape)
    try initial.requireMemory()
    return shape
  }

  private func resumedShape(_ run: RunFolder) throws -> ModelConfig {
    let tokenizer = try preparation.loadTokenizer(run.tokenizerPath)
    guard try !run.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(resolved.config, output: output)
      let shape = preparation.shape(tokenizer, initial)
      try initial.check(shape)
      return shape
    }
    return try preparation.shape(tokenizer) { try run.latest { output.write($0 + "\n") } }
  }
}
