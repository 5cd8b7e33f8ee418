internal import Foundation
package import MotifCore
package import MotifData
package import MotifModel
internal import MotifReport
package import MotifTensor

/// Weights on disk with their config: what a model grows from, starts from or writes text with.
///
/// Either a checkpoint folder (`config.json` beside `model.safetensors` or an index of shards, as
/// Hugging Face lays it out), or the folder of a run, whose newest whole checkpoint is taken.
package struct WeightFolder {
  /// The folder that holds `config.json` and the weights.
  package let path: String
  /// The shape that its `config.json` gives.
  package let config: ModelConfig
  package let tokenizerPath: String
  let run: RunFolder?

  /// Opens the checkpoint or run in `path`; damaged checkpoints of a run are told to `warn`.
  ///
  /// Throws ``FileError`` when there is neither, when no checkpoint is whole, or when the config
  /// makes no sense. Cost: a checkpoint that has a manifest is read and hashed.
  package init(_ path: String, warn: (String) -> Void = { _ in }) throws(FileError) {
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    try FileOperations.requireVisible(path)
    guard exists(path) else {
      throw FileError(path: path, reason: "does not exist; expected the folder of a run or model")
    }
    // Of a run of stages, the newest that has weights.
    let stages = RunFolder.stagePaths(in: path)
    if let newest = stages.last(where: { exists($0 + "/checkpoints") || exists($0 + Self.weights) })
    {
      self = try WeightFolder(newest, warn: warn)
      return
    }
    if exists(path + "/checkpoints") || exists(path + "/metrics.jsonl") {
      let folder = RunFolder(path: path)
      try folder.requireRun()
      self.path = try folder.latest(warn: warn).path
      run = folder
    } else {
      try FileOperations.requireVisible(path + "/config.json")
      guard exists(path + "/config.json") else {
        throw FileError(
          path: path, reason: "is not the folder of a run or model: it has no config.json")
      }
      self.path = path
      let isInRun = exists(path + "/state.json") && exists(path + "/../../metrics.jsonl")
      run = isInRun ? RunFolder(path: path + "/../..") : nil
    }
    tokenizerPath = run?.tokenizerPath ?? path + "/tokenizer.json"
    config = try ModelConfig(contentsOfFile: self.path + "/config.json")
  }

  /// The name of the file beside grown weights with the shape that they grew from.
  var originFile: String { RunFolder.originFile }

  private static let weights = "/model.safetensors"

  /// Whether there is a `tokenizer.json`.
  package var hasTokenizer: Bool { FileManager.default.fileExists(atPath: tokenizerPath) }

  /// The tokenizer; throws ``FileError`` when there is none or it is damaged.
  package func tokenizer() throws -> ByteLevelBPE { try TokenizerFile.load(tokenizerPath) }

  /// The text of `tokenizer.json`, nil without one.
  func tokenizerText(_ operations: FileOperations) throws(FileError) -> Data? {
    hasTokenizer ? try operations.read(tokenizerPath) : nil
  }

  /// The shape that these weights grew from, nil when they were not grown.
  func origin() throws(FileError) -> ModelConfig? {
    // A run keeps it beside its checkpoints, not in them.
    try Self.origin(in: run?.path ?? path)
  }

  /// The shape that the weights of `folder` grew from, nil when they were not grown.
  static func origin(in folder: String) throws(FileError) -> ModelConfig? {
    let file = folder + "/" + RunFolder.originFile
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try ModelConfig(contentsOfFile: file)
  }

  /// What training had computed when these weights were saved; 0 when nothing says so, for which no
  /// weights are refused.
  ///
  /// The training state beside the weights says it; that of an older run left it to the metrics.
  package func trainingFLOPs() -> Double {
    guard let state = try? TrainingState(contentsOfFile: path + "/" + TrainingState.fileName) else {
      return (try? GrowthRecord(folder: path))?.trainingFLOPs ?? 0
    }
    if let flops = state.trainingFLOPs { return flops }
    guard let run, let records = try? MetricsLog.read(run.metricsPath) else { return 0 }
    let step = state.step
    return records.last { $0.step <= step }?.number("trainingFLOPs") ?? 0
  }

  /// The weights, each checked to be finite when it is read.
  package func values() throws(FileError) -> FiniteSource {
    FiniteSource(try CheckpointReader(path: path))
  }

  /// Throws ``FileError`` that names both when `tokenizer`, read from `path`, has ids that the weights
  /// have no embedding for; they may have more, as embeddings are often padded.
  package func requireEmbedding(for tokenizer: ByteLevelBPE, from path: String) throws(FileError) {
    guard tokenizer.vocabularySize <= config.vocabSize else {
      throw FileError(
        path: path,
        reason: "has \(tokenizer.vocabularySize) token ids, but the model in \(self.path) has an "
          + "embedding for \(config.vocabSize)")
    }
  }

  /// Every tensor of `expected` must be there in its shape and a floating-point type.
  ///
  /// Returns the names of tensors that a new checkpoint loses, though they change nothing; see
  /// `CheckpointReader.requireTensors`. Throws ``FileError`` that names the first tensor that is
  /// missing, different or left over.
  @discardableResult
  package func requireTensors(of expected: ModelConfig) throws(FileError) -> [String] {
    try CheckpointReader(path: path).requireTensors(of: expected)
  }

  /// What is said about the tensors `names`, which the weights have and no model keeps; nil for none.
  package func farewell(to names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    return "\(path): \(list) \(names.count == 1 ? "has" : "have") no place in the model and "
      + "\(names.count == 1 ? "is" : "are") left out"
  }
}

/// Weights of a checkpoint, refused where one is not a finite number.
package struct FiniteSource: ParameterSource {
  private let reader: CheckpointReader

  package init(_ reader: CheckpointReader) { self.reader = reader }

  /// The tensor of that name and shape; throws ``FileError`` that names it.
  package func value(for spec: ParameterSpec) throws(FileError) -> Tensor {
    let tensor = try CheckpointSource(reader).value(for: spec)
    guard tensor.isFinite else {
      throw FileError(
        path: try reader.file(of: spec.name).path,
        reason: "tensor \(spec.name) holds a number that is not finite; the file is damaged")
    }
    return tensor
  }
}
