internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifTrainer

/// Writes text with the newest whole checkpoint of a run, or with a model folder: `generate`.
package struct RunWriter {
  private let trained: TrainedModel

  /// Loads model and tokenizer of the run or model in `folder`; damaged checkpoints are told to
  /// `warn`.
  ///
  /// Throws ``FileError`` when there is neither, nothing whole in it or no memory for it.
  package init(folder: String, warn: (String) -> Void) throws {
    trained = try TrainedModel(run: folder, warn: warn)
  }

  /// Writes the prompt and what follows it, handed on as it is written, whole characters only.
  ///
  /// The first error of `emit` ends the writing and is thrown. Throws ``FileError`` when there is no
  /// memory for so many tokens.
  package func write(
    _ arguments: Command.GenerateArguments, emit: (String) throws -> Void
  ) throws {
    let prompt = trained.tokenizer.encode(arguments.prompt)
    let memory = MemoryRequirement(
      writing: prompt.count + arguments.tokens, with: trained.model.config)
    if let complaint = memory.complaint(available: ProcessMemory.available) {
      throw FileError(
        path: (trained.folder ?? arguments.run) + "/config.json", reason: complaint)
    }
    try emit(arguments.prompt)
    try trained.generate(
      arguments.prompt, tokens: arguments.tokens,
      sampler: Sampler(
        temperature: arguments.temperature, topK: arguments.topK, seed: arguments.seed),
      onText: emit)
    try emit("\n")
  }
}
