internal import MotifCore
public import MotifData
@_exported public import MotifConfig
public import MotifModel
internal import MotifTensor

/// A model with the tokenizer it was trained with: loaded from a run or a model folder, it writes text.
///
/// ```swift
/// let model = try TrainedModel(run: "runs/quickstart")
/// print(try model.generate("Once upon a time", tokens: 40).text)
/// try model.save(to: "exported")
/// ```
public struct TrainedModel {
  /// The model.
  public let model: CausalLanguageModel
  /// Its tokenizer.
  public let tokenizer: ByteLevelBPE
  /// How its conversations are written; nil for a model that only continues text.
  package let template: ChatTemplate?
  /// The folder that the weights were read from; nil for a model that is in memory alone.
  package let folder: String?

  /// A model that was trained by hand with `tokenizer`.
  ///
  /// - Precondition: the model has an embedding for every id of the tokenizer; it may have more.
  public init(_ model: CausalLanguageModel, tokenizer: ByteLevelBPE) {
    precondition(
      tokenizer.vocabularySize <= model.config.vocabSize,
      "the tokenizer has \(tokenizer.vocabularySize) ids, the model \(model.config.vocabSize)")
    self.model = model
    self.tokenizer = tokenizer
    folder = nil
    template = nil
  }

  /// Loads the newest whole checkpoint of the run in `folder` (of several stages, the newest with
  /// weights), or the model folder `folder` in Hugging Face form; damaged checkpoints are told to
  /// `warn`.
  ///
  /// Throws `FileError` when there is neither, nothing whole in it or no memory for it, and when the
  /// tokenizer has ids that the model has not.
  public init(run folder: String, warn: (String) -> Void = { _ in }) throws {
    let weights = try WeightFolder(folder, warn: warn)
    self.folder = weights.path
    tokenizer = try weights.tokenizer()
    try weights.requireEmbedding(for: tokenizer, from: weights.tokenizerPath)
    template = try TokenizerFiles.template(beside: weights.tokenizerPath)
    try weights.requireTensors(of: weights.config)
    try weights.requireMemory()
    var model = try CausalLanguageModel(weights.config, source: weights.values())
    // As it was trained; a model folder does not say.
    weights.run?.setPrecision(of: &model)
    self.model = model
  }

  /// Continues `prompt` by up to `tokens` tokens; an empty one begins a document.
  ///
  /// - Parameters:
  ///   - prompt: of one that is longer than the model's context only the end is read, which
  ///     `WrittenText.unreadTokenCount` tells.
  ///   - tokens: how many at most.
  ///   - sampler: how tokens are chosen; by default the likeliest.
  ///   - onText: gets text as it is written, whole characters only; its first error ends the writing
  ///     and is thrown.
  /// - Returns: what was written, without the prompt, and why it ends.
  ///
  /// Throws `DataError` for an empty prompt when no token of the tokenizer begins or ends documents.
  @discardableResult
  public func generate(
    _ prompt: String = "", tokens: Int = 128, sampler: Sampler = Sampler(),
    onText: (String) throws -> Void = { _ in }
  ) throws -> WrittenText {
    let start = try prompt.isEmpty ? [tokenizer.documentStart()] : tokenizer.encode(prompt)
    var sampler = sampler
    var stream = TextStream()
    var failure: (any Error)?
    var written = ""
    func take(_ text: String) {
      guard !text.isEmpty, failure == nil else { return }
      written += text
      do { try onText(text) } catch { failure = error }
    }
    let continuation = Generator(model, vocabularySize: tokenizer.vocabularySize).generate(
      prompt: start, count: tokens, sampler: &sampler, stopTokens: tokenizer.stopTokens
    ) { token in
      take(stream.append(tokenizer.decodeBytes([token])))
      return failure == nil
    }
    take(stream.end())
    if let failure { throw failure }
    return WrittenText(
      written, continuation, promptTokenCount: prompt.isEmpty ? 0 : start.count)
  }

  /// Writes a model folder in Hugging Face form: `config.json`, `tokenizer.json` and
  /// `model.safetensors` (float32), complete under its name or not at all.
  ///
  /// Throws `FileError` when `folder` exists or cannot be written.
  public func save(to folder: String) throws {
    try NewFolder(folder).write(writeFiles)
  }

  private func writeFiles(_ folder: String) throws {
    let config = try model.config.huggingFaceJSON
    try DurableFile.replace(folder + "/config.json") { file throws(FileError) in
      try file.append(config)
    }
    try TokenizerFiles(tokenizer, template).write(in: folder)
    let parameters = model.parameters
    let plan = ShardPlan(
      parameters.parameters.map { .init(name: $0.name, shape: $0.spec.shape.dimensions) },
      metadata: ["format": "pt"])
    try plan.write(to: folder) { description, sink throws(FileError) in
      guard let value = parameters[description.name]?.value else { return }
      try sink.append(value)
    }
  }
}
