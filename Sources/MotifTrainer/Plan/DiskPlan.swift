internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTensor

/// What a run writes, in bytes.
public struct DiskPlan: Codable, Sendable, Equatable {
  /// Weights in a checkpoint.
  public let weightsFile: Int
  /// Optimizer state in a checkpoint.
  public let optimizerFile: Int
  /// A whole checkpoint.
  public let checkpoint: Int
  /// Checkpoints on the disk at once: those kept, and one being written.
  public let checkpoints: Int
  /// Config, tokenizer and metrics.
  public let runFiles: Int
  /// The most that the run folder will hold.
  public let total: Int
  /// What is free on the disk of the output folder, 0 when unknown.
  public let free: Int

  /// The sizes of a run that saves `saves` times and keeps `kept` checkpoints.
  ///
  /// `stateText` is a `state.json` of this run, `runFiles` the size of what else it writes.
  init(
    _ model: ModelConfig, optimizer: Optimizer.Kind, stateText: String, saves: Int, kept: Int,
    runFiles: Int, folder: String
  ) {
    let shapes = model.parameterShapes
    weightsFile = CheckpointStore.File.byteCount(of: shapes.map { ($0.name, $0.spec.shape) })
    optimizerFile = CheckpointStore.File.byteCount(
      of: shapes.flatMap { shape in
        optimizer.stateNames(for: shape.role).map {
          (Optimizer.stateName(shape.name, $0), shape.spec.shape)
        }
      })
    let config = (try? model.huggingFaceJSON.utf8.count) ?? 0
    let files = [weightsFile, optimizerFile, config, stateText.utf8.count]
    let names = ["model.safetensors", "optimizer.safetensors", "config.json", "state.json"]
    let digest = String(repeating: "0", count: 64)
    let manifest = CheckpointManifest(
      step: 0,
      files: Dictionary(
        uniqueKeysWithValues: zip(names, files).map { ($0, .init(bytes: $1, sha256: digest)) }))
    checkpoint = files.reduce(manifest.text.utf8.count, +)
    checkpoints = saves > kept ? kept + 1 : saves
    self.runFiles = runFiles
    total = checkpoint * checkpoints + runFiles
    free = Self.freeBytes(folder)
  }

  /// About what a line of `metrics.jsonl` takes: a dozen numbers, and two of each layer.
  static func metricsLineBytes(layers: Int) -> Int { 230 + 38 * layers }

  /// Free bytes where `folder` is or will be.
  private static func freeBytes(_ folder: String) -> Int {
    var url = URL(fileURLWithPath: folder).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    let values = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    return (values?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
  }
}
