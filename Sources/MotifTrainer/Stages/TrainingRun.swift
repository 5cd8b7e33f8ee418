internal import Foundation
package import MotifCore
internal import MotifData
package import MotifDistributed
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
  private let ranks: RunRanks

  /// A run of `resolved` that reports to `output` and stops on `signals`.
  ///
  /// - Parameter processes: the ranks that a launcher has started; nil where this process is alone.
  package init(
    _ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher,
    processes: MPIWorld? = nil
  ) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
    ranks = RunRanks(
      resolved.config.parallel, threads: resolved.config.threads, processes: processes)
  }

  private var preparation: RunPreparation { RunPreparation(resolved: resolved, output: output) }

  private func runFolder(_ path: String) -> RunFolder {
    RunFolder(path: path, keep: resolved.config.checkpoint.retention(for: resolved.config.safety))
  }

  /// The folder that a new run of this config writes.
  package var folderPath: String { resolved.config.output + "/" + resolved.config.name }

  /// Trains from the start.
  ///
  /// Throws ``FileError`` when the folder already holds a run or cannot be written, or another process
  /// begins one there, ``ConfigErrors`` when there is no memory. Nothing is written before the corpus
  /// is read and tokenized, of which `willWrite` is told.
  ///
  /// The first of several processes does so; the others follow it.
  package func start(willWrite: () throws -> Void = {}) throws -> Trained {
    guard ranks.isFirst else { return try follow(folderPath) }
    var folder = runFolder(folderPath)
    try folder.requireNew()
    let initial = try InitialWeights(resolved.config, output: output)
    let (prepared, shape) = try signals.leavingAtOnce(
      .interrupted, "stopped before training; nothing was lost"
    ) {
      try preparation.start(initial, in: folderPath)
    }
    let origin = try WeightOrigin(initial, shape, seed: resolved.config.seed, output: output)
    try willWrite()
    let lock = try folder.lock()
    defer { lock.release() }
    folder.keeper = lock
    try folder.create(
      config: resolved.with(vocabularySize: shape.vocabSize).json,
      tokenizer: prepared.tokenizerFiles(resolved.config),
      grownFrom: initial.origin(shape)?.huggingFaceJSON)
    try prepared.corpus.kept?.write(in: folder.path)
    try folder.write(plan: ScheduleCharts(resolved.config).svg)
    ranks.begin()
    return try launch(in: folder)
      .train(
        prepared, origin, after: .init(flops: initial.trainingFLOPs()))
  }

  /// Continues the run in `path` from its newest whole checkpoint.
  ///
  /// A run that was ended before its first checkpoint begins again. Throws ``FileError`` when `path`
  /// holds no run, no whole checkpoint, or a checkpoint of another model than the config's, and when
  /// another process trains the run.
  ///
  /// - Parameters:
  ///   - fromStart: whether a run whose checkpoints are gone begins again, instead of an error.
  ///   - whole: the folder of the run of stages that the run is one of.
  package func resume(
    _ path: String, fromStart: Bool = false, in whole: String? = nil
  ) throws -> Trained {
    guard ranks.isFirst else { return try follow(path) }
    var folder = runFolder(path)
    try folder.requireRun()
    let lock = try folder.lock()
    defer { lock.release() }
    folder.keeper = lock
    if ranks.hasOthers { try preparation.makeShards(tokenizer: folder.tokenizerPath) }
    let checkpoint = try ranks.agree {
      try folder.start(fromStart: fromStart) { output.write($0 + "\n") }
    }
    return try goOn(in: folder, from: checkpoint, whole ?? path)
  }

  /// Trains as one of the other processes: once the first one has the folder ready, from the checkpoint
  /// that it has chosen.
  private func follow(_ path: String) throws -> Trained {
    let checkpoint = ranks.agree { Optional<RunCheckpoint>.none }
    return try goOn(in: runFolder(path), from: checkpoint, path)
  }

  /// Trains on from `checkpoint`, or from the first weights where there is none.
  ///
  /// - Parameter whole: the folder to continue with, as a message names it.
  private func goOn(
    in folder: RunFolder, from checkpoint: RunCheckpoint?, _ whole: String
  ) throws -> Trained {
    let tokenizer = try TokenizerFile.load(folder.tokenizerPath)
    guard let checkpoint else {
      let initial = try InitialWeights(resolved.config, output: output)
      let shape = preparation.shape(tokenizer, initial)
      let trained = try initial.trainedNames(shape)
      let prepared = try leaving(whole) {
        try preparation.resume(tokenizer, shape, trained: trained, in: folder.path)
      }
      return try launch(in: folder)
        .train(
          prepared, WeightOrigin(initial, shape, seed: resolved.config.seed, output: output),
          after: .init(flops: initial.trainingFLOPs()))
    }
    let shape = try preparation.shape(tokenizer, resuming: checkpoint)
    try checkpoint.requireModel(shape)
    let state = try checkpoint.state()
    let origin = try WeightFolder.origin(in: folder.path)
    let start = resolved.config.initialization
    let trained = try InitialWeights.trainedNames(shape, start, grownFrom: origin)
    let prepared = try leaving(whole) {
      try preparation.resume(tokenizer, shape, trained: trained, in: folder.path)
    }
    return try launch(in: folder).train(
      prepared,
      WeightOrigin(shape, in: checkpoint, trained: trained),
      after: .init(
        state: state, flops: state.flopsBefore(in: folder), score: checkpoint.score()))
  }

  /// Runs `body`, which reads what the run in `folder` goes on with: a signal loses nothing, the
  /// checkpoints are as they were.
  private func leaving<Result>(_ folder: String, _ body: () throws -> Result) rethrows -> Result {
    try signals.leavingAtOnce(
      .saved, "stopped before training went on; continue with --resume \(folder)", body)
  }

  private func launch(in folder: RunFolder) -> TrainingLaunch {
    TrainingLaunch(
      resolved: resolved, folder: folder, output: output, signals: signals,
      ranks: ranks)
  }
}
