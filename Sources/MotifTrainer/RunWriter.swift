internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTensor

/// Writes text with the newest whole checkpoint of a run.
public struct RunWriter {
  private let model: CausalLanguageModel
  private let tokenizer: ByteLevelBPE

  /// Loads model and tokenizer of the run in `run`; damaged checkpoints are told to `warn`.
  ///
  /// Throws ``FileError`` when there is no run or nothing whole in it.
  public init(run: String, warn: (String) -> Void) throws {
    let folder = RunFolder(path: run)
    try folder.requireRun()
    tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    model = try RunFolder.model(try folder.latest(warn: warn))
  }

  /// Continues the prompt and hands text on as it is written, whole characters only.
  ///
  /// The first error of `emit` ends the writing and is thrown.
  public func write(
    _ arguments: Command.GenerateArguments, emit: (String) throws -> Void
  ) throws {
    var sampler = Sampler(
      temperature: arguments.temperature, topK: arguments.topK, seed: arguments.seed)
    let end = Set(tokenizer.addedTokens.filter(\.isSpecial).map(\.id))
    var pending: [UInt8] = []
    var failure: (any Error)?
    try emit(arguments.prompt)
    _ = Generator(model).generate(
      prompt: tokenizer.encode(arguments.prompt), count: arguments.tokens, sampler: &sampler,
      stopTokens: end
    ) { token in
      pending += tokenizer.decodeBytes([token])
      if let text = String(validating: pending, as: UTF8.self) {
        pending = []
        do { try emit(text) } catch { failure = error }
      }
      return failure == nil
    }
    if let failure { throw failure }
    try emit(String(decoding: pending, as: UTF8.self) + "\n")
  }
}
