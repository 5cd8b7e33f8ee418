internal import Foundation
package import MotifCore
internal import MotifReport
internal import MotifTrainer

/// Carries out what the command line asks for.
package struct CommandRun {
  let signals: SignalWatcher
  let output: CommandOutput

  /// Commands that stop on `signals` and write their results to `output`.
  package init(signals: SignalWatcher, output: CommandOutput) {
    self.signals = signals
    self.output = output
  }

  /// Runs `command` to its end.
  ///
  /// Throws what its parts throw; ``CommandFailure`` tells each of them.
  package func run(_ command: Command) throws -> ExitCode {
    switch command {
    case .help(let topic): try tell("help", Command.helpText(topic: topic))
    case .reference(let key): try tell("help", Command.reference(about: key))
    case .version: try tell("version", Command.programVersion)
    case .schema: try StandardStreams.write(ConfigLoader.schema() + "\n")
    case .train(let arguments): return try train(arguments)
    case .generate(let arguments): try generate(arguments)
    case .chat(let arguments): try chat(arguments)
    case .evaluate(let arguments): return try evaluate(arguments)
    case .grow(let arguments): try grow(arguments)
    case .synth(let arguments): try synth(arguments)
    case .tokenize(let arguments): try tokenize(arguments)
    case .inspect(let arguments): try inspect(arguments)
    case .compare(let arguments): try compare(arguments)
    case .report(let arguments): try report(arguments)
    }
    return .done
  }

  private func compare(_ arguments: Command.CompareArguments) throws {
    let page = try arguments.html.isEmpty ? nil : named(arguments.html)
    let (comparison, html) = try stoppable {
      let comparison = RunComparison(
        try arguments.runs.map {
          RunComparison.Run(name: $0, records: try MetricsLog.read(of: RunFolder(path: $0)))
        })
      let title = arguments.runs.joined(separator: " and ")
      return (comparison, page == nil ? "" : comparison.html(title: title))
    }
    try page?.write(html)
    try output.write(comparison.results, text: comparison.text)
  }

  private func report(_ arguments: Command.ReportArguments) throws {
    let folder = RunFolder(path: arguments.run)
    let file = try arguments.html.isEmpty ? nil : named(arguments.html)
    guard RunFolder.stagePaths(in: arguments.run).isEmpty else {
      return try reportStages(folder, file)
    }
    let page = RunPage(of: folder)
    let (summary, html) = try stoppable {
      let records = try MetricsLog.read(of: folder)
      return (RunSummary(records), page.html(records))
    }
    if let file { try file.write(html) } else { try page.write(html) }
    try output.write(summary, text: "\(summary.text)\n\(file?.path ?? folder.reportPath)")
  }

  /// The page of a run of stages.
  private func reportStages(_ folder: RunFolder, _ file: OutputFile?) throws {
    try folder.requireConfig()
    let pipeline = try ConfigLoader.pipeline(path: folder.configPath, run: folder.path)
    let page = PipelinePage(pipeline)
    let (report, html) = stoppable {
      let report = page.report
      return (report, report.html)
    }
    if let file { try file.write(html) } else { try page.write(html) }
    try output.write(report.results, text: "\(report.text)\n\(file?.path ?? page.path)")
  }

  /// Runs `body`, which reads and draws, and which a signal ends at once.
  private func stoppable<Result>(_ body: () throws -> Result) rethrows -> Result {
    try signals.leavingAtOnce(.interrupted, "stopped; nothing was written", body)
  }

  /// Writes `text`, which `--json` puts under `key`.
  private func tell(_ key: String, _ text: String) throws {
    try output.write([key: text], text: text)
  }

  /// The file that a user named for a result; a pipe without a reader is waited for.
  func named(_ path: String) throws -> OutputFile {
    try signals.leavingAtOnce(.interrupted, "stopped; nothing was done") {
      try OutputFile(path)
    }
  }
}

extension MetricsLog {
  /// The records of a run, at least one; throws ``FileError`` when `folder` holds none.
  static func read(of folder: RunFolder) throws(FileError) -> [MetricsRecord] {
    try folder.requireRun()
    let records = try read(folder.metricsPath)
    guard !records.isEmpty else {
      throw FileError(
        path: folder.metricsPath,
        reason: "holds no whole line, so there is nothing to show: no step was logged yet, or the "
          + "file was cut off")
    }
    return records
  }
}
