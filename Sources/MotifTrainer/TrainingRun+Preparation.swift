internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTensor

extension TrainingRun {
  /// Opens initial weights and tokenizer, reads every source and says what was found; nothing is
  /// written or trained.
  ///
  /// A run that is continued in the folder `resumed` brings its own tokenizer and, once it has a
  /// checkpoint, its own weights.
  ///
  /// Throws ``DataError`` for the first source that cannot be read, ``FileError`` for a tokenizer that
  /// cannot be used and for initial weights that are missing or do not fit, ``GrowthError`` for a
  /// growth that is not possible.
  public func check(resuming resumed: String = "") throws -> ConfigCheck {
    try requireMemory(resolved.model)
    let shape = try resumed.isEmpty ? checkedShape() : checkedShape(RunFolder(path: resumed))
    try requireMemory(shape)
    let corpus = try prepareCorpus()
    return ConfigCheck(
      parameters: shape.parameterCount, steps: config.training.stepCount,
      sources: corpus.domains.map {
        .init(name: $0.name, training: $0.train.count, validation: $0.validation.count)
      })
  }

  private func checkedShape() throws -> ModelConfig {
    let initial = try InitialWeights(config, output: output)
    let shape = try givenTokenizer(initial).map(shape) ?? resolved.model
    try initial.check(shape)
    try initial.requireMemory()
    return shape
  }

  private func checkedShape(_ run: RunFolder) throws -> ModelConfig {
    let shape = shape(try loadTokenizer(run.tokenizerPath))
    if try run.checkpoints.checkpoints().isEmpty {
      try InitialWeights(config, output: output).check(shape)
    }
    return shape
  }

  /// Refuses a config that asks for more memory than there is: allocating it would end the process.
  ///
  /// To be asked before anything is read, and again once the tokenizer gave `shape` its vocabulary.
  func requireMemory(_ shape: ModelConfig) throws(ConfigErrors) {
    let training = MemoryRequirement(
      shape, tokens: microBatchTokens, stepTokens: Double(config.training.tokensPerStep),
      checkpointing: config.training.activationCheckpointing)
    if let complaint = training.complaint(available: ProcessMemory.available) {
      throw ConfigErrors([ConfigIssue(resolved.modelOrigin, key: "model", complaint)])
    }
    let writing = MemoryRequirement(writing: config.generation.tokens, with: shape)
    if let complaint = writing.complaint(available: ProcessMemory.available) {
      let key = "generation.tokens"
      throw ConfigErrors([ConfigIssue(resolved.origin(of: key), key: key, complaint)])
    }
  }

  /// Refuses a config whose memory is beyond what a plan can count, however large the machine.
  func requirePlannable(_ shape: ModelConfig) throws(ConfigErrors) {
    let complaint = MemoryPlan.complaint(
      shape, tokens: microBatchTokens, stepTokens: Double(config.training.tokensPerStep))
    guard let complaint else { return }
    throw ConfigErrors([ConfigIssue(resolved.modelOrigin, key: "model", complaint)])
  }

  private var microBatchTokens: Double {
    Double(options.microBatchRows) * Double(config.training.sequenceLength)
  }

  /// The tokenizer that the config names or the initial weights bring, nil when one is to be trained.
  ///
  /// Throws ``FileError`` when it cannot be read or has no token to end documents with.
  private func givenTokenizer(_ initial: InitialWeights) throws -> ByteLevelBPE? {
    let path = config.tokenizer.path
    guard path.isEmpty else { return try loadTokenizer(path) }
    let tokenizer = try initial.tokenizer()
    if let tokenizer { try requireEndToken(tokenizer, config.initialization.from) }
    return tokenizer
  }

  private func loadTokenizer(_ path: String) throws(FileError) -> ByteLevelBPE {
    let tokenizer = try TokenizerFile.load(path)
    try requireEndToken(tokenizer, path)
    return tokenizer
  }

  /// Throws ``FileError`` that names `path`, where `tokenizer` is from, when no token ends documents.
  private func requireEndToken(_ tokenizer: ByteLevelBPE, _ path: String) throws(FileError) {
    let name = config.tokenizer.endOfText
    do {
      _ = try tokenizer.documentEnd(named: name.isEmpty ? nil : name)
    } catch {
      throw FileError(path: path, reason: "\(error)")
    }
  }

  /// The shape of a model that reads the tokens of `tokenizer`.
  func shape(_ tokenizer: ByteLevelBPE) -> ModelConfig {
    var shape = resolved.model
    shape.vocabSize = tokenizer.vocabularySize
    return shape
  }

  func prepareTokenizer(
    _ corpus: PreparedCorpus, _ initial: InitialWeights
  ) throws -> ByteLevelBPE {
    if let tokenizer = try givenTokenizer(initial) { return tokenizer }
    let settings = config.tokenizer
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = settings.vocabSize
    trainer.preTokenizer = settings.splitDigits ? .singleDigits : .digitGroups
    return try BPETrainer.train(trainer, on: corpus.sample(bytes: settings.sampleBytes))
  }
}
