internal import Foundation
package import MotifCore
package import MotifDistributed
internal import MotifOptimizer
package import MotifReport
internal import MotifTensor

/// Runs the stages of a config one after the other, each from the weights of the one before.
///
/// The run's folder holds the whole config and one folder a stage:
///
/// | file | content |
/// | --- | --- |
/// | `config.json` | the resolved config with all stages, written before the first stage writes |
/// | `.lock` | who runs it; nothing when nobody does |
/// | `report.html` | what all stages have come to, drawn when the run ends or stops |
/// | `stages/1-pretrain/` | the folder of a run, as a config without stages writes it |
/// | `stages/2-grow/` | a model folder; it appears when it is complete |
/// | `stages/3-evaluate/` | samples and `results.json` of what the model was asked |
///
/// Which stage comes next is not written anywhere: it is the first that is not finished. A stage reads
/// nothing but the folder of the one before, so a run that was killed anywhere ends with the same bits.
package struct Pipeline {
  /// How a run of stages ended.
  package enum Outcome {
    /// The last stage has trained.
    case trained(Trained)
    /// The last stage has written a grown model to this folder.
    case grown(String)
    /// The last stage has asked what the model can do; its results are in this folder.
    case evaluated(String)
    /// A signal came in the stage of that name, after that step where the stage takes steps.
    case stopped(stage: String, step: Int?)
  }

  private let config: PipelineConfig
  private let output: ProgressOutput
  private let signals: SignalWatcher
  private let processes: MPIWorld?

  /// The run of `config` that reports to `output` and stops on `signals`.
  ///
  /// - Parameter processes: the ranks that a launcher has started; nil where this process is alone.
  package init(
    _ config: PipelineConfig, output: ProgressOutput, signals: SignalWatcher,
    processes: MPIWorld? = nil
  ) {
    self.config = config
    self.output = output
    self.signals = signals
    self.processes = processes
  }

  /// Whether this process is the one that writes and tells: the first of all ranks'.
  package var isFirst: Bool { processes.map { $0.rank == 0 } ?? true }

  private var record: PipelineRecord { PipelineRecord(config) }

  /// Begins with the first stage; throws ``FileError`` when the folder already holds a run.
  package func start() throws -> Outcome {
    if isFirst { try RunFolder(path: config.folderPath).requireNew() }
    try config.requireMemory()
    return try run()
  }

  /// Goes on with the first stage that is not finished.
  ///
  /// - Parameter fromStart: whether a stage whose checkpoints are gone begins again, instead of an
  ///   error.
  package func resume(fromStart: Bool = false) throws -> Outcome {
    guard !isFirst || record.exists else {
      throw FileError(path: config.folderPath, reason: "is not the folder of a run of stages")
    }
    let changed = try record.changedStages(isFinished)
    guard try changed == nil && config.stages.allSatisfy(isFinished) else {
      try config.requireMemory()
      return try run(fromStart: fromStart)
    }
    // Nothing is left to do: the record stays as it is.
    output.write("\(config.folderPath): all stages are finished\n")
    return try run(keepsRecord: true)
  }

  private func run(keepsRecord: Bool = false, fromStart: Bool = false) throws -> Outcome {
    var lock: RunLock?
    defer { lock?.release() }
    func claim() throws {
      guard isFirst else { return }
      if let lock { return try lock.requireInPlace() }
      lock = try RunFolder(path: config.folderPath).lock()
      guard !keepsRecord else { return }
      if let changed = try record.changedStages(isFinished) {
        output.write(try changed.setAside(in: config.folderPath))
      }
      try record.keep()
    }
    if record.exists { try claim() }
    for (index, stage) in config.stages.enumerated() {
      let isLast = index == config.stages.count - 1
      // What the stage before has written is there for all.
      processes?.meet()
      // The last stage is entered all the same: its summary is asked for.
      if !isLast || !stage.kind.isTraining, try isFinished(stage), hasResults(stage) {
        if isLast { return outcome(of: stage) }
        continue
      }
      output.write("stage \(stage.name)\n")
      let outcome = try perform(stage, claim, fromStart: fromStart)
      if isLast { return outcome }
      if case .stopped = outcome { return outcome }
      if case .trained(let trained) = outcome { try keepResults(of: trained, stage) }
    }
    return .grown(config.stages.last?.folderPath ?? config.folderPath)
  }

  /// What a stage that takes no steps has come to.
  private func outcome(of stage: PipelineConfig.Stage) -> Outcome {
    stage.kind == .evaluate ? .evaluated(stage.folderPath) : .grown(stage.folderPath)
  }

  /// Keeps what a stage that another one follows has found at its end.
  private func keepResults(of trained: Trained, _ stage: PipelineConfig.Stage) throws {
    guard trained.tells, case .finished(let scores) = trained.outcome else { return }
    let config = stage.resolved.config
    try signals.leavingAtOnce(
      .saved, "stopped after stage \(stage.name); continue with --resume \(self.config.folderPath)"
    ) {
      try trained.findings.keep(trained.summary(scores, settings: config)) {
        output.write($0 + "\n")
      }
    }
  }

  /// Whether what a stage has found is kept; a grown model has found nothing.
  private func hasResults(_ stage: PipelineConfig.Stage) -> Bool {
    !stage.kind.isTraining || RunPage(of: RunFolder(path: stage.folderPath)).hasResults
  }

  private func perform(
    _ stage: PipelineConfig.Stage, _ claim: @escaping () throws -> Void, fromStart: Bool
  ) throws -> Outcome {
    switch stage.kind {
    case .grow, .evaluate:
      try claim()
      func work() throws -> Bool? {
        stage.kind == .grow
          ? try GrowStage(stage.resolved, output: output, signals: signals).run()
          : try EvaluateStage(stage.resolved, output: output, signals: signals).run()
      }
      let isWhole = if let processes { try processes.agree(work) } else { try work() }
      guard isWhole ?? false else {
        return .stopped(stage: stage.name, step: nil)
      }
      return outcome(of: stage)
    case .pretrain, .finetune:
      let run = TrainingRun(
        stage.resolved, output: output, signals: signals, processes: processes)
      let folder = RunFolder(path: stage.folderPath)
      let trained =
        isFirst && folder.holdsRun
        ? try run.resume(stage.folderPath, fromStart: fromStart, in: config.folderPath)
        : try run.start(willWrite: claim)
      if case .stopped(let step) = trained.outcome {
        return .stopped(stage: stage.name, step: step)
      }
      return .trained(trained)
    }
  }

  /// Whether nothing of the stage is left to do.
  private func isFinished(_ stage: PipelineConfig.Stage) throws -> Bool {
    switch stage.kind {
    case .grow: return FileManager.default.fileExists(atPath: stage.folderPath)
    case .evaluate: return EvaluateStage.isFinished(in: stage.folderPath)
    case .pretrain, .finetune:
      let folder = RunFolder(path: stage.folderPath)
      guard folder.holdsRun, let newest = try folder.checkpoints.latest().checkpoint else {
        return false
      }
      let state = try newest.state()
      return state.step >= RunParts(config: stage.resolved.config).schedule.stepCount
        && state.unvalidated == nil
    }
  }
}
