internal import MotifModel
internal import MotifTrainer

/// The plan of one stage of a config: the object of `--json`, and its text.
struct StagePlan: Encodable {
  /// The stage's folder name.
  let stage: String
  /// Nil for growth.
  private(set) var plan: TrainingPlan?
  /// Nil for training.
  private(set) var growth: GrowthResult?
  /// How many questions of each task are asked; nil for other stages.
  private(set) var questions: [String: Int]?
  /// The plan for a terminal.
  let text: String

  private enum CodingKeys: CodingKey { case stage, plan, growth, questions }

  /// The plan of `stage`.
  init(_ stage: PipelinePlan.Stage) {
    self.stage = stage.name
    switch stage.content {
    case .training(let plan):
      self.plan = plan
      text = TrainingPlanText(plan: plan).text
    case .growth(let plan):
      let result = GrowthResult(planned: plan, storage: .float32)
      growth = result
      text = result.text
    case .evaluation(let tasks):
      questions = Dictionary(tasks.map { ($0.task, $0.questions) }) { first, _ in first }
      text = "asks " + tasks.map { "\($0.task): \($0.questions)" }.joined(separator: ", ")
    }
  }
}
