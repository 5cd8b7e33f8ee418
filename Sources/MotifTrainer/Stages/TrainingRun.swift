internal import Foundation
package import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
package import MotifReport
internal import MotifTensor

/// One stage of pre-training: from a config and a folder to a trained model.
package struct TrainingRun {
  /// The config in force.
  package let resolved: ResolvedConfig
  private let output: ProgressOutput
  private let signals: SignalWatcher

  /// A run of `resolved` that reports to `output` and stops on `signals`.
  package init(_ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
    let threads = resolved.config.threads
    if threads > 0 { ComputeThreads.count = threads }
  }

  private var parts: RunParts { RunParts(config: resolved.config) }
  private var preparation: RunPreparation { RunPreparation(resolved: resolved, output: output) }
  private var memory: MemoryGuard { MemoryGuard(resolved) }

  private func runFolder(_ path: String) -> RunFolder {
    RunFolder(path: path, keep: resolved.config.checkpoint.retention(for: resolved.config.safety))
  }

  /// The folder that a new run of this config writes.
  package var folderPath: String { resolved.config.output + "/" + resolved.config.name }

  /// Trains from the start.
  ///
  /// Throws ``FileError`` when the folder already holds a run, or another process begins one there.
  /// Nothing is written before the corpus is read and tokenized, of which `willWrite` is told.
  package func start(willWrite: () throws -> Void = {}) throws -> Trained {
    let folder = runFolder(folderPath)
    try folder.requireNoRun()
    try memory.require(resolved.model)
    let initial = try InitialWeights(resolved.config, output: output)
    let prepared = try signals.leavingAtOnce(
      .interrupted, "stopped before training; nothing was lost"
    ) {
      try preparation.read(initial)
    }
    let shape = preparation.shape(prepared.tokenizer, initial)
    try memory.require(shape)
    let model = try initial.model(shape, output: output)
    try willWrite()
    let lock = try folder.lock()
    defer { lock.release() }
    try folder.create(
      config: resolved.json, tokenizer: prepared.tokenizer,
      grownFrom: initial.origin(shape)?.huggingFaceJSON)
    try folder.write(plan: ScheduleCharts(resolved.config).svg)
    return try launch(prepared, in: folder)
      .train(model, parts.optimizer(model), from: nil, after: initial.trainingFLOPs())
  }

  /// Continues the run in `path` from its newest whole checkpoint.
  ///
  /// A run that was ended before its first checkpoint begins again. Throws ``FileError`` when `path`
  /// holds no run, no whole checkpoint, or a checkpoint of another model than the config's, and when
  /// another process trains the run.
  package func resume(_ path: String) throws -> Trained {
    let folder = runFolder(path)
    try folder.requireRun()
    try memory.require(resolved.model)
    let lock = try folder.lock()
    defer { lock.release() }
    let tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    guard try !folder.checkpoints.checkpoints().isEmpty else {
      let initial = try InitialWeights(resolved.config, output: output)
      let shape = preparation.shape(tokenizer, initial)
      try memory.require(shape)
      let model = try initial.model(shape, output: output)
      return try launch(prepare(tokenizer, folder), in: folder)
        .train(model, parts.optimizer(model), from: nil, after: initial.trainingFLOPs())
    }
    let checkpoint = try folder.latest { output.write($0 + "\n") }
    let shape = try preparation.shape(tokenizer) { checkpoint }
    try memory.require(shape)
    let state = try checkpoint.state()
    let model = try checkpoint.model(expecting: shape)
    try InitialWeights.freeze(
      model, resolved.config.initialization, grownFrom: WeightFolder.origin(in: folder.path))
    let optimizer = parts.optimizer(model)
    try checkpoint.restore(optimizer, step: state.step)
    return try launch(prepare(tokenizer, folder), in: folder)
      .train(
        model, optimizer, from: state,
        after: state.flopsBefore(in: folder), score: checkpoint.score())
  }

  /// What a run that is continued reads: a signal loses nothing, the checkpoints are as they were.
  private func prepare(
    _ tokenizer: ByteLevelBPE, _ folder: RunFolder
  ) throws -> RunPreparation.Prepared {
    try signals.leavingAtOnce(
      .saved, "stopped before training went on; continue with --resume \(folder.path)"
    ) {
      try preparation.read(tokenizer)
    }
  }

  private func launch(
    _ prepared: RunPreparation.Prepared, in folder: RunFolder
  ) -> TrainingLaunch {
    TrainingLaunch(
      resolved: resolved, folder: folder, prepared: prepared, output: output, signals: signals)
  }
}
