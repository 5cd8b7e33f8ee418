internal import MotifCore
internal import MotifModel

extension PipelineConfig.Stage {
  /// How the model `before`, of the stage before, becomes this stage's; nil where its weights are
  /// trained on as they are.
  ///
  /// The vocabulary is no part of it: it comes with the weights. Throws ``GrowthError`` for a growth
  /// that is not possible, ``ConfigErrors`` for a stage that trains a model of other sizes.
  func growth(from before: ModelConfig) throws -> GrowthPlan? {
    var source = before
    source.vocabSize = resolved.model.vocabSize
    if resolved.config.initialization.kind == .grown {
      return try GrowthPlan(from: source, to: resolved.model)
    }
    guard source.parameterShapes == resolved.model.parameterShapes else {
      throw ConfigErrors([
        ConfigIssue(
          resolved.modelOrigin, key: "model",
          "has other sizes than the model of the stage before \(name); add a stage of kind "
            + "\"grow\" between them")
      ])
    }
    return nil
  }
}
