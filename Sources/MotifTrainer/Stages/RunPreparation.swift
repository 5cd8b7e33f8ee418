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

  private var sources: RunSources { RunSources(resolved, output: output) }

  /// All documents, and the tokens that `tokenizer` makes of them.
  func read(_ tokenizer: ByteLevelBPE, _ choice: ConversationChoice = .all) throws -> PreparedRun {
    try sources.read(tokenizer, choice)
  }

  /// All documents with the tokenizer of the config or of `initial`, or one trained on them.
  func read(
    _ initial: InitialWeights, _ choice: ConversationChoice = .all
  ) throws -> PreparedRun {
    let prepared = try sources.read(initial, choice)
    tellSize(of: prepared.tokenizer, initial)
    return prepared
  }

  /// Makes the token shards of large texts with the tokenizer in the file `path`.
  func makeShards(tokenizer path: String) throws { try sources.makeShards(tokenizer: path) }

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
