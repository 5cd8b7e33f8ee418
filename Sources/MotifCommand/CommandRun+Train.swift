internal import Foundation
internal import MotifCore
internal import MotifReport
internal import MotifTrainer

extension CommandRun {
  /// What a run says when a signal has stopped it.
  struct Stopped: Encodable {
    let run: String
    let stoppedAfterStep: Int
  }

  /// Trains, or does the part of it that was asked for.
  func train(_ arguments: Command.TrainArguments) throws -> ExitCode {
    let folder = RunFolder(path: arguments.resume)
    if !arguments.resume.isEmpty { try folder.requireRun() }
    let config = arguments.config.isEmpty ? folder.configPath : arguments.config
    let resolved = try ConfigLoader.load(path: config, overrides: arguments.overrides)
    if arguments.printsConfig {
      try output.write(resolved.listing, text: String(resolved.printed().dropLast()))
      return .done
    }
    let run = TrainingRun(resolved, output: .standardError, signals: signals)
    if arguments.checksOnly {
      let check = try signals.leavingAtOnce(.interrupted, "stopped") {
        try RunCheck(resolved, output: .standardError).findings(resuming: arguments.resume)
      }
      try output.write(check, text: check.text)
      return .done
    }
    if arguments.plansOnly {
      try signals.leavingAtOnce(.interrupted, "stopped") {
        let plan = try PlannedRun(resolved, output: .standardError).plan()
        let drawing = try ScheduleDrawing(resolved.config).write()
        try output.write(plan, text: "\(plan.text)\nSchedules drawn in \(drawing)")
      }
      return .done
    }
    let trained = try traced(arguments.trace) {
      try arguments.resume.isEmpty ? run.start() : run.resume(arguments.resume)
    }
    return try tell(trained, resolved.config)
  }

  private func tell(_ trained: Trained, _ config: TrainConfig) throws -> ExitCode {
    let path = trained.folder.path
    switch trained.outcome {
    case .stopped(let step):
      try output.write(
        Stopped(run: path, stoppedAfterStep: step),
        text: "Stopped after step \(step). Continue with: motif-train --resume \(path)")
      return .saved
    case .finished(let scores):
      try signals.leavingAtOnce(
        .saved, "training is done and saved in \(path); the summary was stopped"
      ) {
        let summary = trained.summary(scores, settings: config)
        try output.write(summary, text: summary.text)
      }
      return .done
    }
  }

  /// Runs `body` and writes where its time went to the file `path`, also when it throws.
  private func traced<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    guard !path.isEmpty else { return try body() }
    // A path that cannot be written is better known before the run than after it.
    try write(RunTrace([]), to: path)
    Trace.start()
    let result = Swift.Result { try body() }
    let events = Trace.stop()
    let trace = RunTrace(events)
    try write(trace, to: path)
    if events.count >= Trace.usualLimit {
      StandardStreams.tell("The trace ends at \(events.count) operations; the run went on.")
    }
    StandardStreams.tell("Time of a step by operation (\(path) for a browser):\n\(trace.table)")
    return try result.get()
  }

  private func write(_ trace: RunTrace, to path: String) throws(FileError) {
    try DurableFile.replace(path) { file throws(FileError) in try file.append(trace.chromeJSON) }
  }
}
