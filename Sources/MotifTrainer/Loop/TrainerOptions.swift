package import MotifModel
package import MotifOptimizer
internal import MotifTensor

/// How much a trainer does at once and how often, and what it does about numbers that are not sane.
package struct TrainerOptions: Sendable, Equatable {
  /// Rows computed at once.
  package var microBatchRows = 16
  /// Steps between two evaluations; 0 leaves them to the end.
  package var evaluationInterval = 0
  /// Steps between two checkpoints; 0 leaves them to the end.
  package var checkpointInterval = 0
  /// Steps after which the mean of the last checkpoints becomes the weights; 0 for never.
  package var averageInterval = 0
  /// How many checkpoints that mean is of.
  package var averageCount = 6
  /// Whether checkpoints are written while training goes on.
  package var savesInBackground = true
  /// What training on a token takes.
  package var cost = TrainingCost(perToken: 0, perPair: 0)
  /// Those that training took before this run, where it starts from trained weights and no state
  /// says it.
  package var flopsBefore = 0.0
  /// Whether the weights were trained before: they are then validated and saved as step 0.
  package var startsTrained = false
  /// What becomes of steps whose numbers are not sane.
  package var safety = StepGuard.Options()

  /// The defaults.
  package init() {}

  /// Counts what training the parameters of `model` that are not frozen takes, after what was taken
  /// `before`.
  mutating func count(trainingOf model: CausalLanguageModel, after before: Double) {
    let trained = model.parameters.parameters.filter(\.isTrainable).map(\.name)
    cost = TrainingCost(model.config, trained: Set(trained))
    flopsBefore = before
  }
}

extension Int {
  /// Whether what comes at every so many steps comes at `step`; never where this is 0.
  func divides(_ step: Int) -> Bool { self > 0 && step % self == 0 }
}
