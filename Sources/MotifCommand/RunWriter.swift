internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTrainer

/// Writes text with the newest whole checkpoint of a run, or with a model folder.
package struct RunWriter {
  private let weights: WeightFolder
  private let model: CausalLanguageModel
  private let tokenizer: ByteLevelBPE

  /// Loads model and tokenizer of the run or model in `folder`; damaged checkpoints are told to
  /// `warn`.
  ///
  /// Throws ``FileError`` when there is neither, nothing whole in it or no memory for it, and when the
  /// tokenizer has ids that the model has not. A model may have more: embeddings are often padded.
  package init(folder: String, warn: (String) -> Void) throws {
    weights = try WeightFolder(folder, warn: warn)
    tokenizer = try weights.tokenizer()
    try weights.requireEmbedding(for: tokenizer, from: weights.tokenizerPath)
    try weights.requireTensors(of: weights.config)
    try weights.requireMemory()
    model = try CausalLanguageModel(weights.config, source: weights.values())
  }

  /// Continues the prompt and hands text on as it is written, whole characters only.
  ///
  /// The first error of `emit` ends the writing and is thrown. Throws ``FileError`` when there is no
  /// memory for so many tokens.
  package func write(
    _ arguments: Command.GenerateArguments, emit: (String) throws -> Void
  ) throws {
    var sampler = Sampler(
      temperature: arguments.temperature, topK: arguments.topK, seed: arguments.seed)
    var characters = TextStream()
    var failure: (any Error)?
    let prompt = tokenizer.encode(arguments.prompt)
    try weights.require(
      MemoryRequirement(writing: prompt.count + arguments.tokens, with: model.config))
    try emit(arguments.prompt)
    _ = Generator(model, vocabularySize: tokenizer.vocabularySize).generate(
      prompt: prompt, count: arguments.tokens, sampler: &sampler, stopTokens: tokenizer.stopTokens
    ) { token in
      let text = characters.append(tokenizer.decodeBytes([token]))
      if !text.isEmpty { do { try emit(text) } catch { failure = error } }
      return failure == nil
    }
    if let failure { throw failure }
    try emit(characters.end() + "\n")
  }
}
