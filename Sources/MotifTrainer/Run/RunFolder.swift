internal import Foundation
public import MotifData
public import MotifModel
public import MotifTensor

/// The folder of one run: config, tokenizer, metrics and checkpoints.
///
/// | file | content |
/// | --- | --- |
/// | `config.json` | the resolved config |
/// | `tokenizer.json` | the tokenizer, as Hugging Face writes it |
/// | `plan.svg` | the schedules, drawn before the first step |
/// | `metrics.jsonl` | one line a step |
/// | `checkpoints/step-…/model.safetensors` | weights under Hugging Face names |
/// | `checkpoints/step-…/config.json` | the model's shape, as Hugging Face writes it |
/// | `checkpoints/step-…/optimizer.safetensors` | moments and momenta |
/// | `checkpoints/step-…/state.json` | step, tokens, data cursors |
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String
  /// Its checkpoints.
  public let checkpoints: CheckpointStore

  /// The run in `path`; `keep` checkpoints are kept.
  public init(path: String, keep: Int = 3) {
    self.path = path
    checkpoints = CheckpointStore(path: path + "/checkpoints", keep: keep)
  }

  /// The resolved config.
  public var configPath: String { path + "/config.json" }
  /// The tokenizer.
  public var tokenizerPath: String { path + "/tokenizer.json" }
  /// The metrics.
  public var metricsPath: String { path + "/metrics.jsonl" }

  /// The schedules, drawn before the first step.
  public var planPath: String { path + "/plan.svg" }

  /// Throws ``FileError`` when the folder already holds a run, which is never overwritten.
  public func requireNoRun() throws(FileError) {
    if FileManager.default.fileExists(atPath: configPath) {
      throw FileError(
        path: path,
        reason: "already holds a run; continue it with --resume \(path), or choose another "
          + "name with --set name=NAME")
    }
  }

  /// Throws ``FileError`` when the folder holds no run.
  public func requireRun() throws(FileError) {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      throw FileError(path: path, reason: "does not exist; expected the folder of a run")
    }
    for file in ["config.json", "tokenizer.json"]
    where !manager.fileExists(atPath: path + "/" + file) {
      throw FileError(path: path, reason: "is not the folder of a run: it has no \(file)")
    }
  }

  /// Makes the folder and writes what does not change during the run.
  ///
  /// Throws ``FileError`` when the folder already holds a run, which is never overwritten.
  public func create(config: String, tokenizer: ByteLevelBPE) throws(FileError) {
    try requireNoRun()
    let operations = FileOperations.system
    try operations.makeFolder(path)
    try DurableFile.replace(tokenizerPath) { file throws(FileError) in
      try file.append(TokenizerFile.json(tokenizer))
    }
    try DurableFile.replace(configPath) { file throws(FileError) in try file.append(config) }
  }

  /// Keeps the config that a run is continued with, so that the next resume continues the same way.
  ///
  /// Returns whether it differs from the one before.
  func update(config: String) throws(FileError) -> Bool {
    let before = try FileOperations.system.read(configPath)
    guard before != Data(config.utf8) else { return false }
    try DurableFile.replace(configPath) { file throws(FileError) in try file.append(config) }
    return true
  }

  /// Writes the drawing of the schedules.
  func write(plan: String) throws(FileError) {
    try DurableFile.replace(planPath) { file throws(FileError) in try file.append(plan) }
  }

  /// Saves a checkpoint and prunes older ones.
  public func save(
    model: CausalLanguageModel, optimizer: Optimizer, state: Trainer.State
  ) throws {
    guard let json = Self.text(of: state) else {
      throw FileError(path: path, reason: "the training state cannot be written as JSON")
    }
    let weights = model.parameters.parameters.map { ($0.name, $0.value) }
    _ = try checkpoints.save(
      step: state.step,
      files: [
        .init("model.safetensors", tensors: weights),
        .init("config.json", text: try model.config.huggingFaceJSON),
        .init("optimizer.safetensors", tensors: optimizer.state),
        .init("state.json", text: json),
      ])
  }

  /// The text of `state.json`.
  static func text(of state: Trainer.State) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return (try? encoder.encode(state)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The newest checkpoint that is whole; throws when there is none.
  ///
  /// Damaged ones are told to `warn`.
  public func latest(warn: (String) -> Void) throws(FileError) -> RunCheckpoint {
    let latest = try checkpoints.latest()
    for error in latest.damaged { warn("damaged checkpoint passed over: \(error)") }
    guard let checkpoint = latest.checkpoint else {
      throw FileError(path: path, reason: "has no whole checkpoint to continue from")
    }
    return checkpoint
  }

  /// The model of a checkpoint.
  public static func model(_ checkpoint: RunCheckpoint) throws -> CausalLanguageModel {
    let config = try ModelConfig(contentsOfFile: checkpoint.path(of: "config.json"))
    let file = try SafetensorsFile(path: checkpoint.path(of: "model.safetensors"))
    return try CausalLanguageModel(config, source: CheckpointSource(file))
  }

  /// The model of a checkpoint, which must have the shape that the config asks for.
  public static func model(
    _ checkpoint: RunCheckpoint, expecting config: ModelConfig
  ) throws -> CausalLanguageModel {
    let model = try model(checkpoint)
    guard try model.config.huggingFaceJSON == config.huggingFaceJSON else {
      throw FileError(
        path: checkpoint.path,
        reason: "holds another model than the config asks for; a run is resumed with its own model")
    }
    return model
  }

  /// The training state of a checkpoint.
  public static func state(_ checkpoint: RunCheckpoint) throws(FileError) -> Trainer.State {
    let path = checkpoint.path(of: "state.json")
    let data = try FileOperations.system.read(path)
    guard let state = try? JSONDecoder().decode(Trainer.State.self, from: data) else {
      throw FileError(path: path, reason: "is not the state of a training run")
    }
    return state
  }
}
