internal import MotifModel
internal import MotifReport
internal import MotifTensor

/// The weights of a larger model that computes what a smaller one does.
struct GrownWeights {
  private let source: WeightFolder
  private let plan: GrowthPlan

  /// The weights of `source`, grown by `plan`.
  init(_ source: WeightFolder, _ plan: GrowthPlan) { (self.source, self.plan) = (source, plan) }

  /// The model of `shape`, whose logits were compared with those of the smaller one.
  ///
  /// Throws ``FileError`` for a tensor that cannot be read, ``GrowthError`` when the function was not
  /// kept.
  func model(_ shape: ModelConfig, output: ProgressOutput) throws -> CausalLanguageModel {
    let values = try source.values()
    let model = try CausalLanguageModel(shape, source: GrownSource(plan, from: values))
    let settings = CheckpointGrowth.Settings()
    let check = try LogitCheck(plan, source: values, grown: ModelSource(model), rows: [])
    try check?.require(within: settings.bound)
    let comparison = check?.summary ?? "the logits were not compared"
    output.write("grown from \(source.path)\n\(GrowthPlanText(plan).sizes)\n\(comparison)\n")
    return model
  }
}
