internal import Foundation
public import MotifModel
public import MotifTensor

/// Grows a checkpoint on disk into a larger one, tensor by tensor.
///
/// Of the numbers, one source tensor and one target row are in memory at a time, so the largest source
/// tensor is the price, whatever the size of the models. Everything that can be wrong with the source
/// is found before anything is written; the result appears under its name complete or not at all.
///
/// The optimizer's state is not grown. Momenta of noise-free copies would be exact copies, but the
/// noise makes the copies different weights with different gradients, so the state would describe
/// another model; training begins with fresh moments and a warm-up.
public struct CheckpointGrowth {
  /// The config of the source and of the target, and a rule for every tensor.
  public let plan: GrowthPlan
  let source: String
  let settings: Settings
  private let tokenizer: String?

  /// How to grow, store and check.
  public struct Settings: Sendable, Equatable {
    /// The element type of the grown tensors.
    public enum Storage: String, Sendable, CaseIterable, Codable {
      /// F32: keeps the function to the last bits, noise included.
      case float32
      /// The source's type, but F32 where λ_init is compensated. Rounding to bfloat16 breaks the
      /// exact cancellation of the noise, which the logit check will usually refuse.
      case source
    }

    /// How copies are made.
    public var growth = GrowthOptions()
    /// How numbers are stored.
    public var storage = Storage.float32
    /// The largest difference of logits that is accepted, relative to the largest logit.
    public var bound = 1e-4
    /// Rows of token ids to compare the models on; empty draws 1,024 tokens.
    public var rows: [[Int]] = []
    /// Bytes that both models together may take for the comparison; above it there is none.
    public var checkMemory = 4 << 30
    /// The largest file written, in bytes, unless a single tensor is larger.
    public var shardLimit = 5_000_000_000

    /// Noisy symmetric copies in F32.
    public init() {}
  }

  /// Opens the source and plans its growth into `target`.
  ///
  /// - Parameter path: a folder with `config.json` and `model.safetensors` or an index of shards, or
  ///   the folder of a run, whose newest whole checkpoint is taken.
  ///
  /// Throws ``GrowthError`` when the growth cannot be exact, and ``FileError`` that names the tensor
  /// when the source is damaged or does not match its own config.
  public init(
    from path: String, to target: ModelConfig, settings: Settings = Settings()
  ) throws {
    let isRun = FileManager.default.fileExists(atPath: path + "/checkpoints")
    source = isRun ? try RunFolder(path: path).latest(warn: { _ in }).path : path
    self.settings = settings
    let config = try ModelConfig(contentsOfFile: source + "/config.json")
    plan = try GrowthPlan(from: config, to: target, options: settings.growth)
    let besides = path + "/tokenizer.json"
    tokenizer = FileManager.default.fileExists(atPath: besides) ? besides : nil
    try Self.check(CheckpointReader(path: source), against: config)
    try checkTokens(config)
  }

  /// The target that `--to` names: a preset, or the path of a Hugging Face `config.json`.
  public static func target(_ text: String) throws(FileError) -> ModelConfig {
    if let preset = ModelPresets.named(text) { return preset }
    guard FileManager.default.fileExists(atPath: text) else {
      throw FileError(
        path: text,
        reason: "is neither a config.json nor a preset; presets are "
          + ModelPresets.names.joined(separator: ", "))
    }
    return try ModelConfig(contentsOfFile: text)
  }

  /// Every tensor of the config must be there in its shape and a floating-point type, and no other.
  private static func check(
    _ reader: CheckpointReader, against config: ModelConfig
  ) throws(FileError) {
    for expected in config.parameterShapes {
      let entry = try reader.entry(expected.name)
      let path = try reader.file(of: expected.name).path
      guard entry.shape == expected.shape else {
        throw FileError(
          path: path,
          reason: "tensor \(expected.name) has shape \(entry.shape), its config.json says "
            + "\(expected.shape)")
      }
      guard [.float64, .float32, .float16, .bfloat16].contains(entry.type) else {
        throw FileError(
          path: path,
          reason:
            "tensor \(expected.name) is \(entry.type.rawValue), expected a floating-point type"
        )
      }
    }
    let known = Set(config.parameterShapes.map(\.name))
    if let stranger = reader.names.first(where: { !known.contains($0) }) {
      throw FileError(
        path: try reader.file(of: stranger).path,
        reason: "tensor \(stranger) has no place in the model of its config.json and would be lost")
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
  public struct Report: Sendable, Equatable {
    /// The number of parameters of the grown model.
    public let parameterCount: Int
    /// Bytes of all weight files.
    public let byteCount: Int
    /// The number of weight files.
    public let fileCount: Int
    /// The comparison with the source; nil when both models do not fit the allowed memory.
    public let check: LogitCheck?
  }

  /// Writes the grown checkpoint to the new folder `folder`.
  ///
  /// - Parameter progress: called with the number of tensors written and their total.
  ///
  /// Throws ``FileError`` when reading or writing fails or the folder exists, ``GrowthError`` when the
  /// logits differ by more than the bound. After an error nothing is left of the folder.
  public func write(
    to folder: String, operations: FileOperations = .system,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Report {
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw FileError(path: folder, reason: "already exists; a grown model needs a new folder")
    }
    let partial = folder + ".partial"
    do {
      try operations.remove(partial)
      try operations.makeFolder(partial)
      let shards = try writeWeights(partial, operations, progress)
      try writeCompanions(partial, operations)
      let check = try compare(partial)
      try operations.rename(partial, folder)
      try operations.syncFolder((folder as NSString).deletingLastPathComponent)
      return Report(
        parameterCount: plan.parameterCount,
        byteCount: shards.reduce(0) { $0 + $1.writer.byteCount }, fileCount: shards.count,
        check: check)
    } catch {
      // The first error is the one to report.
      try? operations.remove(partial)
      throw error
    }
  }

  /// Writes `config.json` and, when the source has one, the tokenizer.
  private func writeCompanions(_ folder: String, _ operations: FileOperations) throws {
    let config = try plan.target.huggingFaceJSON
    try DurableFile.replace(folder + "/config.json", operations: operations) {
      file throws(FileError) in
      try file.append(config)
    }
    guard let tokenizer else { return }
    let text = try operations.read(tokenizer)
    try DurableFile.replace(folder + "/tokenizer.json", operations: operations) {
      file throws(FileError) in
      try file.append(text)
    }
  }
}
