package import MotifCore
package import MotifModel
internal import MotifTensor

/// Grows a checkpoint on disk into a larger one, tensor by tensor.
///
/// While it writes, one source tensor and one target row are in memory at a time, so the largest source
/// tensor is the price, whatever the size of the models; the comparison of logits afterwards holds both
/// models, and is left out where they do not fit ``Settings/checkMemory``. Everything that can be wrong with the source
/// is found before anything is written; the result appears under its name complete or not at all.
///
/// The optimizer's state is not grown. Momenta of noise-free copies would be exact copies, but the
/// noise makes the copies different weights with different gradients, so the state would describe
/// another model; training begins with fresh moments and a warm-up.
package struct CheckpointGrowth {
  /// The config of the source and of the target, and a rule for every tensor.
  package let plan: GrowthPlan
  package let source: WeightFolder
  let settings: Settings
  /// What is said about tensors of the source that the grown model has no place for; nil for none.
  package let farewell: String?

  /// How to grow, store and check.
  package struct Settings: Sendable, Equatable {
    /// The element type of the grown tensors.
    package enum Storage: String, Sendable, CaseIterable, Codable {
      /// F32: keeps the function to the last bits, noise included.
      case float32
      /// The source's type, but F32 where λ_init is compensated. A bfloat16 source is refused with
      /// noise, whose exact cancellation rounding breaks, and where copies are divided by other
      /// numbers than powers of two.
      case source
    }

    /// How copies are made.
    package var growth = GrowthOptions()
    /// How numbers are stored.
    package var storage = Storage.float32
    /// The largest difference of logits that is accepted, relative to the largest logit.
    package var bound = 1e-4
    /// Rows of token ids to compare the models on; empty draws 1,024 tokens.
    package var rows: [[Int]] = []
    /// Bytes that both models together may take for the comparison; above it there is none.
    package var checkMemory = 4 << 30
    /// The largest file written, in bytes, unless a single tensor is larger.
    package var shardLimit = 5_000_000_000

    /// Noisy symmetric copies in F32.
    package init() {}
  }

  /// Plans the growth of the weights in `source` into `target`.
  ///
  /// Throws ``GrowthError`` when the growth cannot be exact, and ``FileError`` that names the tensor
  /// when the source is damaged or does not match its own config.
  package init(
    from source: WeightFolder, to target: ModelConfig, settings: Settings = Settings()
  ) throws {
    self.source = source
    self.settings = settings
    do {
      plan = try GrowthPlan(from: source.config, to: target, options: settings.growth)
      farewell = source.farewell(to: try source.requireTensors(of: source.config))
      try checkStorage()
      try checkTokens(source.config)
    } catch let error as GrowthError {
      throw error.naming(source.path)
    }
  }

  /// Throws ``GrowthError`` where rounding to the source's bfloat16 would change the function.
  private func checkStorage() throws {
    guard settings.storage == .source else { return }
    let reader = try CheckpointReader(path: source.path)
    for step in plan.steps where !step.isExactInSourceType && !step.isCompensated {
      guard try reader.entry(step.source.name).type == .bfloat16 else { continue }
      throw GrowthError(
        "storage source would round \(step.target.name) to the bfloat16 of its source, and the grown "
          + "model would compute another function: bfloat16 keeps copies without noise that are "
          + "divided by powers of two; use --storage float32, or --noise none with such factors")
    }
  }

  private func checkTokens(_ config: ModelConfig) throws {
    let longest = settings.rows.map(\.count).max() ?? 0
    let context = min(config.maxPositionEmbeddings, plan.target.maxPositionEmbeddings)
    if longest > context {
      throw GrowthError("a row of \(longest) tokens is longer than the context of \(context)")
    }
    let ids = settings.rows.joined()
    if let wrong = ids.first(where: { $0 < 0 || $0 >= config.vocabSize }) {
      throw GrowthError("token \(wrong) is not in the vocabulary of \(config.vocabSize)")
    }
  }

  /// What was written.
  package struct Report: Sendable, Equatable {
    /// The number of parameters of the grown model.
    package let parameterCount: Int
    /// Bytes of all weight files.
    package let byteCount: Int
    /// The number of weight files.
    package let fileCount: Int
    /// The comparison with the source; nil when both models do not fit the allowed memory.
    package let check: LogitCheck?
  }

  /// Writes the grown checkpoint to the new folder `folder`.
  ///
  /// - Parameters:
  ///   - shouldContinue: asked before every row; once it says no, the writing ends with an error.
  ///   - progress: called with the number of tensors written and their total.
  ///
  /// Throws ``FileError`` when reading or writing fails, is ended, the folder exists or another process writes it,
  /// ``GrowthError`` when the logits differ by more than the bound. After an error nothing is left of
  /// the folder; what a killed process leaves is removed by the next call.
  package func write(
    to folder: String, operations: FileOperations = .system,
    shouldContinue: () -> Bool = { true },
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Report {
    try NewFolder(folder, operations: operations).write { partial in
      let shards = try writeWeights(partial, operations, shouldContinue, progress)
      try writeCompanions(partial, operations)
      let check = try compare(partial, shouldContinue)
      try plan.writeAccount(check, in: partial, operations)
      return Report(
        parameterCount: plan.parameterCount,
        byteCount: shards.reduce(0) { $0 + $1.writer.byteCount }, fileCount: shards.count,
        check: check)
    }
  }
}
