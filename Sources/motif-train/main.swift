import Foundation
import MotifModel
import MotifTensor
import MotifTrainer

/// What a run's end means to the shell.
enum ExitCode: Int32 {
  case done = 0
  case usage = 2
  case data = 3
  case numeric = 4
  case saved = 75
  case interrupted = 130
}

func say(_ text: String) throws { try StandardStreams.write(text + "\n") }

func leave(_ code: ExitCode, _ message: String) -> Never {
  StandardStreams.tell("motif-train: " + message)
  exit(code.rawValue)
}

func train(
  _ arguments: Command.TrainArguments, _ signals: SignalWatcher
) throws -> ExitCode {
  let folder = RunFolder(path: arguments.resume)
  if !arguments.resume.isEmpty { try folder.requireRun() }
  let config = arguments.config.isEmpty ? folder.configPath : arguments.config
  let resolved = try ConfigLoader.load(path: config, overrides: arguments.overrides)
  if arguments.printsConfig {
    try say(resolved.printed())
    return .done
  }
  let run = TrainingRun(resolved, output: .standardError, signals: signals)
  if arguments.checksOnly {
    try say(try signals.leavingAtOnce(.interrupted, "stopped") { try run.check() })
    return .done
  }
  if arguments.plansOnly {
    try signals.leavingAtOnce(.interrupted, "stopped") {
      try say(try run.plan().text + "\nSchedules drawn in " + run.writePlanDrawing())
    }
    return .done
  }
  let trained = try arguments.resume.isEmpty ? run.start() : run.resume(arguments.resume)
  switch trained.outcome {
  case .stopped(let step):
    try say(
      "Stopped after step \(step). Continue with: motif-train --resume \(trained.folder.path)")
    return .saved
  case .finished(let scores):
    let path = trained.folder.path
    try signals.leavingAtOnce(
      .saved, "training is done and saved in \(path); the summary was stopped"
    ) {
      try say(trained.summary(scores, settings: resolved.config))
    }
    return .done
  }
}

func generate(_ arguments: Command.GenerateArguments) throws {
  let writer = try RunWriter(folder: arguments.run) { StandardStreams.tell($0) }
  try writer.write(arguments) { try StandardStreams.write($0) }
}

StandardStreams.prepare()
let signals = SignalWatcher()
if let reason = ProcessorCheck.problem { leave(.usage, reason) }
do {
  switch try Command(Array(CommandLine.arguments.dropFirst())) {
  case .help(let topic): try say(Command.help(topic: topic))
  case .schema: try say(ConfigLoader.schema())
  case .train(let arguments): exit(try train(arguments, signals).rawValue)
  case .generate(let arguments):
    try signals.leavingAtOnce(.interrupted, "stopped") { try generate(arguments) }
  case .grow(let arguments):
    try say(GrowthRun(arguments, output: .standardError, signals: signals).run())
  }
  exit(ExitCode.done.rawValue)
} catch let error as UsageError {
  leave(.usage, "\(error)\nTry: motif-train --help")
} catch let error as ConfigErrors {
  leave(.usage, "the config has mistakes\n\(error)")
} catch let error as Interruption {
  leave(.interrupted, "\(error)")
} catch let error as NumericError {
  leave(.numeric, "\(error)")
} catch {
  leave(.data, "\(error)")
}
