internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
package import MotifReport

/// Looks at what every stage of a config needs without writing or training anything: `--check`.
///
/// The weights of later stages do not exist yet: for those the shapes are compared.
package struct PipelineCheck {
  /// What was found of one stage.
  package struct Finding: Encodable {
    /// The stage's folder name.
    package let stage: String
    /// What it does, in words.
    package let text: String
  }

  private let config: PipelineConfig
  private let output: ProgressOutput

  /// A check of `config` that reports to `output`.
  package init(_ config: PipelineConfig, output: ProgressOutput) {
    self.config = config
    self.output = output
  }

  /// Opens what exists and compares what will.
  ///
  /// - Parameter isResumed: whether the run in the folder is continued; a stage that was begun keeps its
  ///   model.
  ///
  /// Throws ``DataError`` or ``FileError`` for what cannot be read, ``GrowthError`` for a growth that is
  /// not possible, ``ConfigErrors`` for a stage whose model is another than that of the stage before and
  /// for one that there is no memory for.
  package func findings(isResumed: Bool = false) throws -> [Finding] {
    var before: ModelConfig?
    try config.requireMemory()
    return try config.stages.map { stage in
      if stage.kind == .evaluate {
        let tasks = try EvaluateStage.questions(of: stage.resolved.config)
        return Finding(
          stage: stage.name,
          text: "asks " + tasks.map { "\($0.task): \($0.questions)" }.joined(separator: ", "))
      }
      defer { before = stage.resolved.model }
      if isResumed, stage.kind.isTraining, RunFolder(path: stage.folderPath).holdsRun {
        let check = RunCheck(stage.resolved, output: output)
        return Finding(
          stage: stage.name, text: try check.findings(resuming: stage.folderPath).text)
      }
      guard let before else {
        let found = try RunCheck(stage.resolved, output: output).findings()
        return Finding(stage: stage.name, text: found.text)
      }
      if let growth = try stage.growth(from: before) {
        return Finding(stage: stage.name, text: GrowthPlanText(growth).sizes)
      }
      let corpus = try RunSources(stage.resolved, output: output).found()
      let steps = NumberText.grouped(RunParts(config: stage.resolved.config).schedule.stepCount)
      let documents = NumberText.grouped(corpus.domains.reduce(0) { $0 + $1.record.training })
      return Finding(
        stage: stage.name,
        text: "\(steps) steps on \(documents) "
          + (stage.kind == .finetune ? "conversations" : "documents"))
    }
  }
}
