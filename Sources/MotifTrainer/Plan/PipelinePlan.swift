package import MotifModel
package import MotifReport

/// What every stage of a config will take: `--plan`.
package struct PipelinePlan {
  /// The plan of one stage.
  package struct Stage {
    /// The stage's folder name.
    package let name: String
    /// What the stage does.
    package enum Content {
      /// It trains.
      case training(TrainingPlan)
      /// It grows the model, which takes no steps.
      case growth(GrowthPlan)
      /// It asks so many questions of these tasks.
      case evaluation([(task: String, questions: Int)])
    }

    /// What the stage does.
    package let content: Content
  }

  private let config: PipelineConfig
  private let output: ProgressOutput

  /// The plan of `config`, told to `output`.
  package init(_ config: PipelineConfig, output: ProgressOutput) {
    self.config = config
    self.output = output
  }

  /// Works each stage out without writing anything.
  ///
  /// The weights of later stages do not exist yet: they are planned with random ones and a tokenizer
  /// that is trained on their own documents. Throws as ``PipelineCheck/findings()``.
  package func stages() throws -> [Stage] {
    var before: ModelConfig?
    return try config.stages.map { stage in
      if stage.kind == .evaluate {
        return Stage(
          name: stage.name,
          content: .evaluation(try EvaluateStage.questions(of: stage.resolved.config)))
      }
      defer { before = stage.resolved.model }
      let growth = try before.flatMap { try stage.growth(from: $0) }
      if stage.kind == .grow, let growth {
        return Stage(name: stage.name, content: .growth(growth))
      }
      let resolved = before == nil ? stage.resolved : stage.resolved.withRandomWeights
      return Stage(
        name: stage.name, content: .training(try PlannedRun(resolved, output: output).plan()))
    }
  }
}
