internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport
internal import MotifTensor

/// What a run reads before it trains: documents, tokenizer, tokens, and the shape that follows.
struct RunPreparation {
  let resolved: ResolvedConfig
  let output: ProgressOutput

  private var config: TrainConfig { resolved.config }

  /// Reads or makes all documents, when there is memory for them.
  func corpus(_ selection: SampleSelection = .all) throws -> PreparedCorpus {
    let sources = config.data.sources.map { $0.corpus(seed: UInt64(config.seed)) }
    try MemoryGuard(resolved).requireRoom(for: sources)
    return try PreparedCorpus(config, sources: sources, selection: selection, output: output)
  }

  /// All documents, and the tokens that `tokenizer` makes of them.
  func read(_ tokenizer: ByteLevelBPE, _ selection: SampleSelection = .all) throws -> PreparedRun {
    try tokenize(corpus(selection), tokenizer)
  }

  /// All documents with the tokenizer of the config or of `initial`, or one trained on them.
  func read(
    _ initial: InitialWeights, _ selection: SampleSelection = .all
  ) throws -> PreparedRun {
    let corpus = try corpus(selection)
    let tokenizer = try tokenizer(corpus, initial)
    tellSize(of: tokenizer, initial)
    return try tokenize(corpus, tokenizer)
  }

  /// Says so where the vocabulary has another size than somebody asked for.
  private func tellSize(of tokenizer: ByteLevelBPE, _ initial: InitialWeights) {
    let (used, asked) = (shape(tokenizer, initial).vocabSize, config.tokenizer.vocabSize)
    switch resolved.origin(of: "tokenizer.vocabSize") {
    case .standard, .preset: return
    case .file, .commandLine: if used == asked { return }
    }
    let path = config.tokenizer.path
    let reason =
      initial.source.map { "the weights in \($0.path) have that many" }
      ?? (path.isEmpty ? "the text has no more pairs that occur twice" : "\(path) has that many")
    output.write(
      "the vocabulary has \(used) tokens, not the \(asked) of tokenizer.vocabSize: \(reason)\n")
  }

  private func tokenize(
    _ corpus: PreparedCorpus, _ tokenizer: ByteLevelBPE
  ) throws -> PreparedRun {
    PreparedRun(
      corpus: corpus, tokenizer: tokenizer,
      tokens: try TokenizedSources(corpus.domains, tokenizer, config, output: output))
  }

  /// The tokenizer that the config names or the initial weights bring, else one trained on `corpus`.
  private func tokenizer(
    _ corpus: PreparedCorpus, _ initial: InitialWeights
  ) throws -> ByteLevelBPE {
    let given = GivenTokenizer(config)
    if let tokenizer = try given.found(initial) { return tokenizer }
    try given.requireText()
    return try config.tokenizer.trained(
      on: corpus.sample(bytes: config.tokenizer.sampleBytes),
      for: config.chat.usedTemplate())
  }

  /// The shape of a model that begins with `initial` and reads the tokens of `tokenizer`.
  func shape(_ tokenizer: ByteLevelBPE, _ initial: InitialWeights) -> ModelConfig {
    shape(tokenizer, embedding: initial.source?.config.vocabSize ?? 0)
  }

  /// The shape of the model that goes on from `checkpoint`, as far as its initial weights and a change of
  /// its rotary base decided.
  ///
  /// Random weights are never padded: for them no config is read.
  func shape(
    _ tokenizer: ByteLevelBPE, resuming checkpoint: RunCheckpoint
  ) throws -> ModelConfig {
    var shape = shape(tokenizer)
    if config.initialization.kind != .random {
      // The source of the weights may be gone by now.
      let found = try ModelConfig(contentsOfFile: checkpoint.path(of: "config.json"))
      shape = self.shape(tokenizer, embedding: found.vocabSize)
    }
    return RunParts(config: config).shape(shape, after: checkpoint.step)
  }

  /// Embeddings are often padded: one for more ids than `tokenizer` has is kept as it is.
  private func shape(_ tokenizer: ByteLevelBPE, embedding: Int = 0) -> ModelConfig {
    var shape = resolved.model
    shape.vocabSize = max(tokenizer.vocabularySize, embedding)
    return shape
  }
}
