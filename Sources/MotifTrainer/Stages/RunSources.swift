internal import MotifCore
internal import MotifData
internal import MotifReport

/// What the sources of a run hold: read into memory, or tokenized into files that are read in place.
struct RunSources {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput

  private var config: TrainConfig { resolved.config }

  /// Those of a run of `resolved`, whose reading is told to `output`.
  init(_ resolved: ResolvedConfig, output: ProgressOutput) {
    self.resolved = resolved
    self.output = output
  }

  /// All documents, when there is memory for them, for a look at them: large texts are left out that a
  /// run reads from token shards.
  func found() throws -> PreparedCorpus {
    let cached = SourceCache(config).places
    var corpora = corpora(of: config)
    for place in cached { corpora[place] = .tokens(path: "") }
    try MemoryGuard(resolved).requireRoom(for: corpora)
    var reduced = config
    for place in cached.reversed() { reduced.data.sources.remove(at: place) }
    return try PreparedCorpus(reduced, sources: self.corpora(of: reduced), output: output)
  }

  /// All documents, and the tokens that `tokenizer` makes of them.
  func read(_ tokenizer: ByteLevelBPE, _ choice: ConversationChoice) throws -> PreparedRun {
    let config = try SourceCache(config).made(tokenizer, output: output)
    return try tokenized(corpus(config, choice), tokenizer)
  }

  /// All documents with the tokenizer of the config or of `initial`, or one trained on them.
  func read(_ initial: InitialWeights, _ choice: ConversationChoice) throws -> PreparedRun {
    guard SourceCache(config).places.isEmpty else {
      return try read(SourceTokenizer.of(config, initial), choice)
    }
    let corpus = try corpus(config, choice)
    return try tokenized(corpus, tokenizer(corpus, initial))
  }

  /// Makes the token shards of large texts with the tokenizer in the file `path`, for ranks that are
  /// processes: the others find them whole.
  func makeShards(tokenizer path: String) throws {
    guard !SourceCache(config).places.isEmpty else { return }
    _ = try SourceCache(config).made(TokenizerFile.load(path), output: output)
  }

  private func corpora(of config: TrainConfig) -> [CorpusSource?] {
    config.data.sources.map { $0.corpus(seed: UInt64(config.seed)) }
  }

  /// Reads or makes what the sources of `config` hold, which are those of the run in this order.
  private func corpus(
    _ config: TrainConfig, _ choice: ConversationChoice
  ) throws -> PreparedCorpus {
    let corpora = corpora(of: config)
    try MemoryGuard(resolved).requireRoom(for: corpora)
    return try PreparedCorpus(config, sources: corpora, choice: choice, output: output)
  }

  private func tokenized(
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
      on: corpus.sample(bytes: config.tokenizer.sampleBytes), for: config.chat.usedTemplate())
  }
}
