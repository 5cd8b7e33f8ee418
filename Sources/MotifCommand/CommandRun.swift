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
    case .help(let topic): try StandardStreams.write(Command.helpText(topic: topic) + "\n")
    case .reference(let key): try StandardStreams.write(Command.reference(about: key) + "\n")
    case .schema: try StandardStreams.write(ConfigLoader.schema() + "\n")
    case .train(let arguments): return try train(arguments)
    case .generate(let arguments): try generate(arguments)
    case .grow(let arguments): try grow(arguments)
    case .compare(let arguments): try compare(arguments)
    case .report(let arguments): try report(arguments)
    }
    return .done
  }

  private func compare(_ arguments: Command.CompareArguments) throws {
    let comparison = RunComparison(
      try arguments.runs.map {
        RunComparison.Run(name: $0, records: try MetricsLog.read(of: RunFolder(path: $0)))
      })
    if !arguments.html.isEmpty {
      try writePage(
        comparison.html(title: arguments.runs.joined(separator: " and ")), arguments.html)
    }
    try output.write(comparison.results, text: comparison.text)
  }

  private func report(_ arguments: Command.ReportArguments) throws {
    let folder = RunFolder(path: arguments.run)
    let records = try MetricsLog.read(of: folder)
    let page = arguments.html.isEmpty ? folder.reportPath : arguments.html
    let name = (arguments.run as NSString).lastPathComponent
    try writePage(RunReport.html(title: name, records: records), page)
    let summary = RunSummary(records)
    try output.write(summary, text: "\(summary.text)\n\(page)")
  }

  private func writePage(_ html: String, _ path: String) throws(FileError) {
    try DurableFile.replace(path) { file throws(FileError) in try file.append(html) }
  }
}

extension MetricsLog {
  /// The records of a run; throws ``FileError`` when `folder` holds none.
  static func read(of folder: RunFolder) throws(FileError) -> [MetricsRecord] {
    try folder.requireRun()
    return try read(folder.metricsPath)
  }
}
