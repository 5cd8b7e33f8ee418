internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifReport

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
    let shape = try givenTokenizer(initial).map { self.shape($0, initial) } ?? resolved.model
    try initial.check(shape)
    try initial.requireMemory()
    return shape
  }

  private func checkedShape(_ run: RunFolder) throws -> ModelConfig {
    let tokenizer = try loadTokenizer(run.tokenizerPath)
    guard try !run.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(config, output: output)
      let shape = shape(tokenizer, initial)
      try initial.check(shape)
      return shape
    }
    // Random weights are never padded; reading a checkpoint would tell nothing new.
    return config.initialization.kind == .random
      ? shape(tokenizer) : try shape(tokenizer, run.latest { output.write($0 + "\n") })
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
  /// Throws ``FileError`` when it cannot be read, has no token to end documents with, or has ids that
  /// the initial weights have no embedding for.
  private func givenTokenizer(_ initial: InitialWeights) throws -> ByteLevelBPE? {
    let path = config.tokenizer.path
    guard path.isEmpty else {
      let tokenizer = try loadTokenizer(path)
      try initial.source?.requireEmbedding(for: tokenizer, from: path)
      return tokenizer
    }
    guard let tokenizer = try initial.tokenizer(), let source = initial.source else { return nil }
    try requireEndToken(tokenizer, config.initialization.from)
    try source.requireEmbedding(for: tokenizer, from: source.tokenizerPath)
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

  /// The shape of a model that begins with `initial` and reads the tokens of `tokenizer`.
  func shape(_ tokenizer: ByteLevelBPE, _ initial: InitialWeights) -> ModelConfig {
    shape(tokenizer, embedding: initial.source?.config.vocabSize ?? 0)
  }

  /// The shape of the model that goes on from `checkpoint`, as far as its initial weights decided.
  func shape(
    _ tokenizer: ByteLevelBPE, _ checkpoint: RunCheckpoint
  ) throws(FileError) -> ModelConfig {
    guard config.initialization.kind != .random else { return shape(tokenizer) }
    // The source of the weights may be gone by now.
    let found = try ModelConfig(contentsOfFile: checkpoint.path(of: "config.json"))
    return shape(tokenizer, embedding: found.vocabSize)
  }

  /// Embeddings are often padded: one for more ids than `tokenizer` has is kept as it is.
  private func shape(_ tokenizer: ByteLevelBPE, embedding: Int = 0) -> ModelConfig {
    var shape = resolved.model
    shape.vocabSize = max(tokenizer.vocabularySize, embedding)
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
