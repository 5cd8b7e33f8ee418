internal import MotifCore
internal import MotifData
package import MotifModel
internal import MotifTrainer

/// Writes text with the newest whole checkpoint of a run, or with a model folder: `generate`.
package struct RunWriter {
  private let arguments: Command.GenerateArguments
  private let trained: TrainedModel
  /// What is continued; empty where a document begins.
  package let prompt: String

  /// Reads the prompt and loads model and tokenizer of the run or model that `arguments` name; damaged
  /// checkpoints are told to `warn`.
  ///
  /// Throws ``FileError`` when there is no such run or model, nothing whole in it or no memory for it
  /// and so many tokens, and when the prompt cannot be read.
  package init(_ arguments: Command.GenerateArguments, warn: (String) -> Void) throws {
    self.arguments = arguments
    prompt = try arguments.promptText()
    trained = try TrainedModel(run: arguments.run, warn: warn)
    let memory = MemoryRequirement(
      writing: trained.tokenizer.encode(prompt).count + arguments.tokens,
      with: trained.model.config)
    if let complaint = memory.complaint(available: ProcessMemory.available) {
      throw FileError(
        path: (trained.folder ?? arguments.run) + "/config.json", reason: complaint)
    }
  }

  /// Writes text number `sample`, from 0, handed on as it is written, whole characters only.
  ///
  /// The first error of `emit` ends the writing and is thrown.
  package func write(sample: Int, emit: (String) throws -> Void) throws -> WrittenText {
    try trained.generate(
      prompt, tokens: arguments.tokens, sampler: arguments.sampler(sample: sample), onText: emit)
  }

  /// What `written` lacks of what was asked for, nil when nothing.
  package func shortfall(_ written: WrittenText) -> String? {
    written.shortfall(context: trained.model.config.maxPositionEmbeddings)
  }
}
