package import MotifCore
internal import MotifModel
package import MotifReport

/// The page of a run of stages: what each has come to, beside each other.
package struct PipelinePage {
  private let config: PipelineConfig

  /// The page of the run of `config`, finished or not.
  package init(_ config: PipelineConfig) { self.config = config }

  /// Where it is.
  package var path: String { StagesReport.path(config.folderPath) }

  /// What the stages have come to; cost: reads the logs of all.
  package var report: StagesReport {
    var accounts: [StageAccount] = []
    for stage in config.stages {
      accounts.append(
        StageAccount(
          name: stage.name, kind: stage.kind.rawValue, run: config.folderPath,
          architecture: stage.kind == .evaluate ? [] : Self.architecture(of: model(of: stage)),
          scores: EvaluateStage.results(in: stage.folderPath)?.taskScores ?? []))
    }
    return StagesReport(folder: config.folderPath, stages: accounts)
  }

  /// Draws the page into the folder, where the config asks for pages; one that cannot be drawn costs a
  /// sentence, which `tell` gets.
  package func draw(tell: (String) -> Void) {
    guard config.stages.last?.resolved.config.logging.report ?? false else { return }
    do { try write(report.html) } catch { tell("no report: \(error)") }
  }

  /// Keeps `html` in the folder.
  package func write(_ html: String) throws(FileError) {
    try DurableFile.replace(path) { file throws(FileError) in try file.append(html) }
  }

  /// The shape of the model of `stage`, with the vocabulary that its tokenizer has come to where it trains.
  private func model(of stage: PipelineConfig.Stage) -> ModelConfig {
    let kept = try? ConfigLoader.load(path: RunFolder(path: stage.folderPath).configPath)
    return kept?.model ?? stage.resolved.model
  }

  /// The sizes of `model` as a table names them.
  private static func architecture(of model: ModelConfig) -> [(name: String, value: String)] {
    func text(_ value: Int) -> String { NumberText.grouped(value) }
    let heads =
      model.isDifferential
      ? "\(model.signalHeadCount) signal + \(model.noiseHeadCount) noise"
      : text(model.queryHeadCount)
    return [
      ("hidden size", text(model.hiddenSize)), ("layers", text(model.layerCount)),
      ("feed-forward size", text(model.intermediateSize)), ("query heads", heads),
      ("key and value heads", text(model.keyValueHeadCount)),
      ("head size", text(model.headDim)), ("activation", model.hiddenActivation),
      ("context", text(model.maxPositionEmbeddings)), ("rotary base", text(Int(model.ropeTheta))),
    ]
  }
}
