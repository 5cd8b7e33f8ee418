internal import Foundation
package import MotifCore
internal import MotifData
internal import MotifModel
package import MotifReport
internal import MotifTrainer

/// `motif-train grow`: plans, writes and compares, and says what came of it.
package struct GrowthRun {
  private let arguments: Command.GrowArguments
  private let output: ProgressOutput
  private let signals: SignalWatcher

  /// The growth that `arguments` ask for, told to `output` and stopped by `signals`.
  package init(
    _ arguments: Command.GrowArguments, output: ProgressOutput, signals: SignalWatcher
  ) {
    self.arguments = arguments
    self.output = output
    self.signals = signals
  }

  /// Prints the plan or writes the grown folder; returns what to tell.
  ///
  /// Throws ``GrowthError`` when the function cannot be or was not kept, ``FileError`` for the files,
  /// ``ConfigErrors`` for a training config with mistakes, ``Interruption`` after a signal. Nothing
  /// is left of the folder after an error.
  package func run() throws -> GrowthResult {
    let target = try GrowthTarget(arguments.target)
    let isPath = FileManager.default.fileExists(atPath: arguments.source)
    if arguments.printsPlan, !isPath, let source = ModelPresets.named(arguments.source) {
      let options = arguments.settings.growth
      return GrowthResult(
        planned: try GrowthPlan(
          from: source, to: target.config(from: source), options: options),
        storage: arguments.settings.storage)
    }
    let growth = try signals.leavingAtOnce(.interrupted, "stopped; nothing was written") {
      try prepare(target)
    }
    if arguments.printsPlan {
      return GrowthResult(planned: growth.plan, storage: arguments.settings.storage)
    }
    do {
      return GrowthResult(
        growth, try write(growth), folder: arguments.output, bound: arguments.settings.bound,
        checkMemory: arguments.settings.checkMemory, warning: warning(growth))
    } catch  where signals.isStopRequested {
      throw Interruption("stopped by \(signals.signalName ?? "a signal"); nothing was written")
    }
  }

  private func prepare(_ target: GrowthTarget) throws -> CheckpointGrowth {
    let source = try WeightFolder(arguments.source) { output.write($0 + "\n") }
    var settings = arguments.settings
    settings.rows = try rows(source)
    let growth = try CheckpointGrowth(
      from: source, to: target.config(from: source.config), settings: settings)
    if let farewell = growth.farewell { output.write(farewell + "\n") }
    return growth
  }

  /// The token ids of the text to compare on, none when none was given.
  private func rows(_ source: WeightFolder) throws -> [[Int]] {
    var text = arguments.prompt
    if !arguments.textFile.isEmpty {
      let bytes = try FileOperations.system.read(arguments.textFile)
      guard let read = String(data: bytes, encoding: .utf8) else {
        throw FileError(path: arguments.textFile, reason: "is not UTF-8")
      }
      guard !read.isEmpty else {
        throw FileError(path: arguments.textFile, reason: "holds no text to compare on")
      }
      text = read
    }
    guard !text.isEmpty else { return [] }
    guard source.hasTokenizer else {
      throw FileError(
        path: arguments.source,
        reason: "has no tokenizer.json, which --text and --prompt need; without them the models "
          + "are compared on drawn tokens")
    }
    // Four bytes a token are plenty for the tokens that are compared.
    let tokens = try source.tokenizer().encode(String(text.prefix(65_536)))
    return LogitCheck.rows(of: tokens.map(Int.init), context: source.config.maxPositionEmbeddings)
  }

  private func write(_ growth: CheckpointGrowth) throws -> CheckpointGrowth.Report {
    let progress = ProgressLine(
      "growing", total: growth.plan.steps.count, unit: "tensors", output: output)
    let report = try growth.write(
      to: arguments.output, shouldContinue: { !signals.isStopRequested },
      progress: { done, _ in progress.update(done) })
    progress.finish("\(growth.plan.steps.count) tensors")
    return report
  }

  private func warning(_ growth: CheckpointGrowth) -> RateWarning? {
    RateWarning(growing: growth.source, from: arguments.source)
  }
}
