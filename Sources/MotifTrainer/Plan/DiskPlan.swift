internal import Foundation
internal import MotifCore
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// What a run writes, in bytes.
package struct DiskPlan: Codable, Sendable, Equatable {
  /// Weights in a checkpoint.
  package let weightsFile: Int
  /// Optimizer state in a checkpoint.
  package let optimizerFile: Int
  /// A whole checkpoint.
  package let checkpoint: Int
  /// Checkpoints on the disk at once: those kept, and one being written.
  package let checkpoints: Int
  /// Config, tokenizer and metrics.
  package let runFiles: Int
  /// The most that the run folder will hold.
  package let total: Int
  /// What is free on the disk of the output folder, 0 when unknown.
  package let free: Int

  /// The sizes of a run that saves after the steps of `saves`.
  ///
  /// `trained` names the parameters that are trained, nil for all; `stateText` is a `state.json` of
  /// this run, `files` the size of its config and tokenizer, `logs` that of its logs.
  init(
    _ model: ModelConfig, optimizer: Optimizer.Kind, trained: Set<String>?, stateText: String,
    saves: SavedSteps, files: Int, logs: Int, folder: String
  ) {
    let parts = CheckpointParts(model, optimizer: optimizer, trained: trained)
    let (weights, moments) = (parts.weights, parts.moments)
    weightsFile = CheckpointStore.File.byteCount(of: weights)
    optimizerFile = CheckpointStore.File.byteCount(of: moments)
    let config = (try? model.huggingFaceJSON.utf8.count) ?? 0
    let sizes = [weightsFile, optimizerFile, config, stateText.utf8.count]
    let (modelFile, momentFile) = (CheckpointTensors.modelFile, CheckpointTensors.optimizerFile)
    let names = [modelFile, momentFile, "config.json", "state.json"]
    let digest = String(repeating: "0", count: 64)
    let manifest = CheckpointManifest(
      step: 0, tokens: 0,
      files: Dictionary(
        uniqueKeysWithValues: zip(names, sizes).map { ($0, .init(bytes: $1, sha256: digest)) }),
      tensors: CheckpointStore.File.entries(of: weights, file: modelFile)
        .merging(CheckpointStore.File.entries(of: moments, file: momentFile)) { first, _ in first })
    checkpoint = sizes.reduce(manifest.text.utf8.count, +)
    checkpoints = saves.largestCount
    self.runFiles = Self.bytes(logs, times: 1, plus: files)
    total = Self.bytes(checkpoint, times: checkpoints, plus: self.runFiles)
    free = FileOperations.freeBytes(folder)
  }

  /// About what `logs` logs of a run grow to: a step adds a dozen numbers, two of each layer, two of
  /// each source.
  static func logBytes(logs: Int, steps: Int, layers: Int, sources: Int) -> Int {
    bytes(logs * (300 + 38 * layers + 60 * sources), times: steps, plus: 0)
  }

  /// `size · count + rest`, or the largest number there is: a run may take more steps than any disk
  /// could log.
  private static func bytes(_ size: Int, times count: Int, plus rest: Int) -> Int {
    let (product, isTooLarge) = size.multipliedReportingOverflow(by: count)
    let (sum, overflows) = product.addingReportingOverflow(rest)
    return isTooLarge || overflows ? .max : sum
  }
}

/// How often something happens that is due every so many steps and after the last.
enum Occasions {
  /// The count over `steps` steps; an interval of 0 leaves the last step alone.
  static func count(every interval: Int, in steps: Int) -> Int {
    // Not (steps + interval − 1) / interval, which overflows for intervals near Int.max.
    interval > 0 ? steps / interval + (steps % interval > 0 ? 1 : 0) : 1
  }
}
