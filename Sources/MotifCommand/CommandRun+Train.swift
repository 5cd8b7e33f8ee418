internal import Foundation
internal import MotifCore
internal import MotifDistributed
internal import MotifEvaluation
internal import MotifOptimizer
internal import MotifReport
internal import MotifTrainer

extension CommandRun {
  /// What a run says when a signal has stopped it.
  struct Stopped: Encodable {
    let run: String
    /// The stage it was in; nil where the run has one.
    var stage: String?
    let stoppedAfterStep: Int
  }

  /// Trains, or does the part of it that was asked for.
  func train(_ arguments: Command.TrainArguments) throws -> ExitCode {
    let folder = RunFolder(path: arguments.resume)
    let config = arguments.config.isEmpty ? folder.configPath : arguments.config
    if !arguments.resume.isEmpty { try folder.requireConfig() }
    let pipeline = try ConfigLoader.pipeline(
      path: config, overrides: arguments.overrides, run: arguments.resume)
    if !arguments.resume.isEmpty, !pipeline.isStaged { try folder.requireRun() }
    if arguments.printsConfig {
      let listings = pipeline.stages.map(\.resolved.listing)
      let text = String(pipeline.printed().dropLast())
      if pipeline.isStaged {
        try output.write(["stages": listings], text: text)
      } else {
        try output.write(listings[0], text: text)
      }
      return .done
    }
    if arguments.checksOnly { return try check(pipeline, arguments) }
    if arguments.world > 0 { return try planCluster(pipeline, arguments) }
    if arguments.plansOnly { return try plan(pipeline) }
    let processes = try MPIWorld.fromLauncher(deadline: RunRanks.patience)
    do {
      try processes.map { try requireCount(of: $0, for: pipeline) }
      let code = try traced(isFirst(processes) ? arguments.trace : "") {
        pipeline.isStaged
          ? try runStages(pipeline, arguments, processes)
          : try run(pipeline.stages[0].resolved, arguments, processes)
      }
      processes?.close()
      return code
    } catch {
      // What every process throws alike ends them all in peace; another error ends the job.
      if error is NumericError || error is UsageError { processes?.close() }
      throw error
    }
  }

  /// Throws ``UsageError`` when the config asks for another number of ranks than the launcher started,
  /// or for whole matrices that they do not hold.
  private func requireCount(of world: MPIWorld, for pipeline: PipelineConfig) throws {
    for stage in pipeline.stages {
      let settings = stage.resolved.config.parallel
      let asked = settings.rankCount(launched: world.size)
      guard asked == world.size else {
        throw UsageError(
          "the launcher started \(world.size) ranks, but the config's parallel section makes "
            + "\(asked); start \(asked), or leave parallel.ranks and parallel.dpShard out")
      }
      do { _ = try settings.mesh(of: world.size) } catch { throw UsageError("\(error)") }
    }
  }

  private func isFirst(_ processes: MPIWorld?) -> Bool { processes.map { $0.rank == 0 } ?? true }

  private func progress(_ processes: MPIWorld?) -> ProgressOutput {
    isFirst(processes) ? .standardError : .silent
  }

  private func run(
    _ resolved: ResolvedConfig, _ arguments: Command.TrainArguments, _ processes: MPIWorld?
  ) throws -> ExitCode {
    let run = TrainingRun(
      resolved, output: progress(processes), signals: signals, processes: processes)
    return try tell(
      arguments.resume.isEmpty
        ? run.start() : run.resume(arguments.resume, fromStart: arguments.fromStart),
      resolved.config)
  }

  private func runStages(
    _ pipeline: PipelineConfig, _ arguments: Command.TrainArguments, _ processes: MPIWorld?
  ) throws -> ExitCode {
    let run = Pipeline(
      pipeline, output: progress(processes), signals: signals, processes: processes)
    let outcome =
      try arguments.resume.isEmpty
      ? run.start() : run.resume(fromStart: arguments.fromStart)
    // The last stage is told of first: what it has found stands on the page.
    let code = try tell(outcome, of: pipeline, isFirst: run.isFirst)
    if run.isFirst {
      MachineMeasurement.keep(for: pipeline, tell: StandardStreams.tell)
      PipelinePage(pipeline).draw(tell: StandardStreams.tell)
    }
    return code
  }

  /// Says how a run of stages has ended, where this process `isFirst`.
  private func tell(
    _ outcome: Pipeline.Outcome, of pipeline: PipelineConfig, isFirst: Bool
  ) throws -> ExitCode {
    let path = pipeline.folderPath
    switch outcome {
    case .trained(let trained):
      return try tell(trained, pipeline.stages[pipeline.stages.count - 1].resolved.config)
    case .grown(let folder):
      guard isFirst else { return .done }
      try output.write(["model": folder], text: "The grown model is in \(folder)")
      return .done
    case .evaluated(let folder):
      guard isFirst else { return .done }
      let data = try FileOperations.system.read(EvaluationSession.resultsPath(folder))
      let results = try EvaluationResults(json: data)
      try output.write(
        results, text: "\(results.text)\n\(EvaluationSession.resultsPath(folder))")
      return .done
    case .stopped(let stage, let step):
      guard isFirst else { return .saved }
      try output.write(
        Stopped(run: path, stage: stage, stoppedAfterStep: step ?? 0),
        text: "Stopped in stage \(stage)" + (step.map { " after step \($0)" } ?? "")
          + ". Continue with: motif-train --resume \(path)")
      return .saved
    }
  }

  private func check(
    _ pipeline: PipelineConfig, _ arguments: Command.TrainArguments
  ) throws -> ExitCode {
    try signals.leavingAtOnce(.interrupted, "stopped") {
      if pipeline.isStaged {
        let findings = try PipelineCheck(pipeline, output: .standardError)
          .findings(isResumed: !arguments.resume.isEmpty)
        try output.write(
          findings, text: findings.map { "stage \($0.stage)\n\($0.text)" }.joined(separator: "\n"))
      } else {
        let check = try RunCheck(pipeline.stages[0].resolved, output: .standardError)
          .findings(resuming: arguments.resume)
        try output.write(check, text: check.text)
      }
    }
    return .done
  }

  private func plan(_ pipeline: PipelineConfig) throws -> ExitCode {
    try signals.leavingAtOnce(.interrupted, "stopped") {
      guard pipeline.isStaged else {
        let resolved = pipeline.stages[0].resolved
        let plan = try PlannedRun(resolved, output: .standardError).plan()
        let drawing = try ScheduleDrawing(resolved.config).write()
        let text = TrainingPlanText(plan: plan).text
        return try output.write(plan, text: "\(text)\nSchedules drawn in \(drawing)")
      }
      let stages = try PipelinePlan(pipeline, output: .standardError).stages().map { stage in
        StagePlan(stage)
      }
      try output.write(
        stages,
        text: stages.map { "stage \($0.stage)\n\($0.text)" }.joined(separator: "\n\n"))
    }
    return .done
  }

  private func tell(_ trained: Trained, _ config: TrainConfig) throws -> ExitCode {
    let path = trained.folder.path
    switch trained.outcome {
    case .stopped(let step):
      guard trained.tells else { return .saved }
      try output.write(
        Stopped(run: path, stoppedAfterStep: step),
        text: "Stopped after step \(step). Continue with: motif-train --resume \(path)")
      return .saved
    case .finished(let scores):
      guard trained.tells else { return .done }
      try signals.leavingAtOnce(
        .saved, "training is done and saved in \(path); the summary was stopped"
      ) {
        let summary = trained.summary(scores, settings: config)
        try trained.findings.keep(summary, tell: StandardStreams.tell)
        try output.write(summary, text: summary.text)
      }
      return .done
    }
  }

  /// Runs `body` and writes where its time went to the file `path`, also when it throws.
  ///
  /// A trace that cannot be written costs a sentence: how the run ended stays.
  private func traced<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    guard !path.isEmpty else { return try body() }
    // A path that cannot be written is better known before the run than after it.
    let file = try named(path)
    Trace.start()
    let result = Swift.Result { try body() }
    let events = Trace.stop()
    let trace = RunTrace(events)
    do {
      try file.write(trace.chromeJSON)
    } catch {
      StandardStreams.tell("motif-train: the trace is lost: \(error)")
      return try result.get()
    }
    if events.count >= Trace.usualLimit {
      StandardStreams.tell("The trace ends at \(events.count) operations; the run went on.")
    }
    StandardStreams.tell("Time of a step by operation (\(path) for a browser):\n\(trace.table)")
    return try result.get()
  }
}
