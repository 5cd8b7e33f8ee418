internal import MotifData
internal import MotifOptimizer

/// What a run trains on: its documents or conversations, the tokenizer, and the tokens.
struct PreparedRun {
  let corpus: PreparedCorpus
  let tokenizer: ByteLevelBPE
  let tokens: TokenizedSources

  /// What generators leave to chance in the text that a run of `config` is validated on.
  func floors(_ config: TrainConfig) -> DomainFloors {
    let made = corpus.domains.filter { $0.generator != nil }.map { ($0.name, $0.validation) }
    return DomainFloors(
      train: tokens.train.compactMap(\.corpus), validation: tokens.validation.compactMap(\.corpus),
      generated: Dictionary(made, uniquingKeysWith: { first, _ in first }), tokenizer: tokenizer,
      length: config.training.sequenceLength, maximumTokens: config.evaluation.maxTokens)
  }

  /// The tokenizer with the template of `config`, as the run's folder keeps them.
  func tokenizerFiles(_ config: TrainConfig) throws(DataError) -> TokenizerFiles {
    TokenizerFiles(
      tokenizer, try config.chat.usedTemplate(), endOfText: config.tokenizer.endOfText)
  }
}
