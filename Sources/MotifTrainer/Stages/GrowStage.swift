internal import Foundation
internal import MotifCore
internal import MotifModel
internal import MotifReport

/// The stage that enlarges the model of the stage before and writes it as a model folder.
struct GrowStage {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput
  private let signals: SignalWatcher

  /// The growth that `resolved` describes: into its model, as its initialization says.
  init(_ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
  }

  /// Writes the folder; false when a signal came, after which nothing is left of it.
  ///
  /// Growth keeps the tokens: the vocabulary is the source's. Throws ``GrowthError`` when the function
  /// cannot be or was not kept, ``FileError`` for the files.
  func run() throws -> Bool {
    let config = resolved.config
    let source = try WeightFolder(config.initialization.from) { output.write($0 + "\n") }
    var target = resolved.model
    target.vocabSize = source.config.vocabSize
    var settings = CheckpointGrowth.Settings()
    settings.growth = config.initialization.growth(seed: UInt64(config.seed))
    let growth = try CheckpointGrowth(from: source, to: target, settings: settings)
    let folder = config.output + "/" + config.name
    let progress = ProgressLine(
      "growing", total: growth.plan.steps.count, unit: "tensors", output: output)
    try FileOperations.system.makeFolder(config.output)
    do {
      let report = try growth.write(
        to: folder, shouldContinue: { !signals.isStopRequested },
        progress: { done, _ in progress.update(done) })
      progress.finish("\(growth.plan.steps.count) tensors")
      let comparison = report.check?.summary ?? "the logits were not compared"
      output.write("\(GrowthPlanText(growth.plan).sizes)\n\(comparison)\n")
      return true
    } catch  where signals.isStopRequested {
      progress.finish("stopped by \(signals.signalName ?? "a signal"), nothing was written")
      return false
    }
  }
}
