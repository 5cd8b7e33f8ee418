internal import MotifCore
internal import MotifData

/// The tokenizer that a run is given, by its config or by the weights that it starts from.
struct GivenTokenizer {
  private let config: TrainConfig

  /// That of `config`.
  init(_ config: TrainConfig) { self.config = config }

  /// The tokenizer that the config names or the initial weights bring, nil when one is to be trained.
  ///
  /// Throws ``FileError`` when it cannot be read, has no token to end documents with, or has ids that
  /// the initial weights have no embedding for.
  func found(_ initial: InitialWeights) throws -> ByteLevelBPE? {
    let path = config.tokenizer.path
    guard path.isEmpty else {
      let tokenizer = try load(path)
      try initial.source?.requireEmbedding(for: tokenizer, from: path)
      return tokenizer
    }
    guard let tokenizer = try initial.tokenizer(), let source = initial.source else { return nil }
    try requireEndToken(tokenizer, config.initialization.from)
    try source.requireEmbedding(for: tokenizer, from: source.tokenizerPath)
    return tokenizer
  }

  /// The tokenizer in the file `path`, which must have a token that ends documents.
  func load(_ path: String) throws(FileError) -> ByteLevelBPE {
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

  /// Throws ``FileError`` where no tokenizer can be trained: a source has tokens alone.
  func requireText() throws(FileError) {
    if let source = config.data.sources.first(where: { $0.kind == .tokens }) {
      throw FileError(
        path: source.path,
        reason:
          "holds the tokens of a tokenizer that this run does not have; set tokenizer.path to the "
          + "tokenizer.json that motif-train tokenize wrote beside the folder")
    }
  }
}
