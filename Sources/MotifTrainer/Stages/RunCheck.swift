internal import MotifData
internal import MotifModel
internal import MotifOptimizer
package import MotifReport
internal import MotifTensor

/// Looks at all that a run needs without writing or training anything: `--check`.
package struct RunCheck {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput

  private var preparation: RunPreparation { RunPreparation(resolved: resolved, output: output) }
  private var parts: RunParts { RunParts(config: resolved.config) }
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
    let (shape, trained) =
      try resumed.isEmpty ? startingShape() : resumedShape(RunFolder(path: resumed))
    let memory = try memory.require(shape, trained: trained)
    return ConfigCheck(
      parameters: shape.parameterCount, steps: parts.schedule.stepCount,
      memory: memory.peak, availableMemory: memory.available,
      sources: try RunSources(resolved, output: output).found().domains.map(\.record))
  }

  /// A model's shape and the names of the parameters that are trained, nil for all.
  private typealias Shape = (ModelConfig, trained: Set<String>?)

  private func startingShape() throws -> Shape {
    let initial = try InitialWeights(resolved.config, output: output)
    let shape =
      try GivenTokenizer(resolved.config).found(initial).map { preparation.shape($0, initial) }
      ?? resolved.model
    try initial.check(shape)
    try initial.requireMemory()
    return (shape, try initial.trainedNames(shape))
  }

  private func resumedShape(_ run: RunFolder) throws -> Shape {
    let tokenizer = try GivenTokenizer(resolved.config).load(run.tokenizerPath)
    guard try !run.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(resolved.config, output: output)
      let shape = preparation.shape(tokenizer, initial)
      try initial.check(shape)
      return (shape, try initial.trainedNames(shape))
    }
    let checkpoint = try run.latest { output.write($0 + "\n") }
    let shape = try preparation.shape(tokenizer, resuming: checkpoint)
    try checkpoint.requireModel(shape)
    return (
      shape,
      try InitialWeights.trainedNames(
        shape, resolved.config.initialization, grownFrom: WeightFolder.origin(in: run.path))
    )
  }
}
