internal import Foundation
package import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifReport
package import MotifTensor

/// The folder of one run: config, tokenizer, metrics and checkpoints.
///
/// | file | content |
/// | --- | --- |
/// | `config.json` | the resolved config |
/// | `sources.json` | how many documents and passed-over rows each source had when last read |
/// | `curation.jsonl` | which documents `data.curation` dropped, and why |
/// | `tokenizer.json` | the tokenizer, as Hugging Face writes it |
/// | `plan.svg` | the schedules, drawn before the first step |
/// | `metrics.jsonl` | one line a step |
/// | `.lock` | who trains the run; nothing when nobody does |
/// | `.unsaved` | that no checkpoint was saved yet; removed with the first one |
/// | `conversations.json` | of a fine-tuning run: what became of the conversations of each source |
/// | `selection.json` | of one that selects: which conversations it has begun with |
/// | `template.json`, `tokenizer_config.json` | the chat template, for this program and for others |
/// | `results.json` | what the run found at its end: validation, exact match, samples |
/// | `inside.json` | what is inside the model then: λ, activations, an attention map |
/// | `machine.json` | of the last stage that trains: kernels and Muon as in the report's tables 3 and 4 |
/// | `events.out.tfevents.*` | the same for TensorBoard |
/// | `report.html` | the charts of the run |
/// | `grown-from.json` | where the weights grew, the shape that they grew from |
/// | `checkpoints/step-…/model.safetensors` | weights under Hugging Face names |
/// | `checkpoints/step-…/config.json` | the model's shape, as Hugging Face writes it |
/// | `checkpoints/step-…/optimizer.safetensors` | moments and momenta |
/// | `checkpoints/step-…/state.json` | step, tokens, computation, data cursors |
/// | `checkpoints/step-…/manifest.json` | hashes of the files, shapes and places of the tensors |
package struct RunFolder: Sendable {
  /// The folder.
  package let path: String
  /// Its checkpoints.
  package let checkpoints: CheckpointStore
  /// The lock of whoever trains the run; nothing is saved once the folder was moved or removed.
  var keeper: RunLock?

  /// Beside grown weights, the shape that they grew from, in the form of a `config.json`.
  static let originFile = "grown-from.json"

  /// The run in `path`, whose checkpoints are kept as `retention` says.
  package init(path: String, keep retention: CheckpointStore.Retention = .init()) {
    self.path = path
    checkpoints = CheckpointStore(path: path + "/checkpoints", keep: retention)
  }

  /// The resolved config.
  package var configPath: String { path + "/config.json" }
  /// Lets `model` take its products in the numbers of the run, where its config can be read.
  func setPrecision(of model: inout CausalLanguageModel) {
    guard let resolved = try? ConfigLoader.load(path: configPath) else { return }
    resolved.config.precision.apply(to: &model)
  }
  /// The tokenizer.
  package var tokenizerPath: String { path + "/tokenizer.json" }
  /// The metrics.
  package var metricsPath: String { RunLog.metricsPath(path) }
  /// The schedules, drawn before the first step.
  package var planPath: String { path + "/plan.svg" }
  /// The report.
  package var reportPath: String { path + "/report.html" }

  /// The folders of the stages of the run in `folder`, first to last; none for another folder.
  package static func stagePaths(in folder: String) -> [String] {
    let path = PipelineConfig.stagesPath(folder)
    func number(_ name: String) -> Int? { Int(name.prefix { $0 != "-" }) }
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .compactMap { name in number(name).map { ($0, path + "/" + name) } }
      .filter { !$0.1.hasSuffix(".partial") }
      .sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Whether a run was begun here.
  var holdsRun: Bool { FileManager.default.fileExists(atPath: configPath) }

  /// Throws ``FileError`` when the folder already holds a run, which is never overwritten.
  package func requireNoRun() throws(FileError) {
    let manager = FileManager.default
    guard manager.fileExists(atPath: configPath) else { return }
    // A model folder has a config as well, and cannot be continued.
    let isRun =
      manager.fileExists(atPath: metricsPath)
      || manager.fileExists(atPath: PipelineConfig.stagesPath(path))
      || FirstCheckpoint(of: self).isAwaited
      || manager.fileExists(atPath: checkpoints.path)
    throw FileError(
      path: path,
      reason: isRun
        ? "already holds a run; continue it with --resume \(path), or choose another name with "
          + "--set name=NAME"
        : "already holds a config.json; choose another name with --set name=NAME")
  }

  /// Throws ``FileError`` when the folder already holds a run, or when none can be written here.
  package func requireNew() throws(FileError) {
    try requireNoRun()
    try FileOperations.system.requireWritable(path)
  }

  /// Throws ``FileError`` when the folder holds no run, of one stage or of several.
  package func requireConfig() throws(FileError) {
    guard holdsRun else { return try requireRun() }
  }

  /// Throws ``FileError`` when the folder holds no run.
  package func requireRun() throws(FileError) {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      throw FileError(path: path, reason: "does not exist; expected the folder of a run")
    }
    if let stage = Self.stagePaths(in: path).last {
      throw FileError(
        path: path, reason: "is a run of several stages; name one of them, such as \(stage)")
    }
    for file in ["config.json", "tokenizer.json"]
    where !manager.fileExists(atPath: path + "/" + file) {
      try FileOperations.requireVisible(path + "/" + file)
      throw FileError(path: path, reason: "is not the folder of a run: it has no \(file)")
    }
  }

  /// Makes the folder and writes what does not change during the run.
  ///
  /// Throws ``FileError`` when the folder already holds a run, which is never overwritten.
  ///
  /// - Parameter grownFrom: the `config.json` of the model that the weights grew from, if they did.
  package func create(
    config: String, tokenizer: TokenizerFiles, grownFrom: String? = nil
  ) throws(FileError) {
    try requireNoRun()
    try FileOperations.system.makeFolder(path)
    try FirstCheckpoint(of: self).announce()
    try tokenizer.write(in: path)
    if let grownFrom {
      try DurableFile.replace(path + "/" + Self.originFile) { file throws(FileError) in
        try file.append(grownFrom)
      }
    }
    try DurableFile.replace(configPath) { file throws(FileError) in try file.append(config) }
  }

  /// Writes the drawing of the schedules.
  func write(plan: String) throws(FileError) {
    try DurableFile.replace(planPath) { file throws(FileError) in try file.append(plan) }
  }
}

extension RunFolder {
  /// Keeps the folder, made where it is missing, for this process.
  ///
  /// Throws ``FileError`` when another process trains the run.
  package func lock() throws(FileError) -> RunLock {
    let operations = FileOperations.system
    try operations.makeFolder(path)
    let lock = try RunLock(folder: path)
    // Whoever wrote these was killed.
    operations.sweep(path)
    operations.sweep(PipelineConfig.stagesPath(path))
    return lock
  }
}
