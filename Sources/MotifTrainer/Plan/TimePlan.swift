/// How long a run will take on this machine, from a few real steps.
package struct TimePlan: Codable, Sendable, Equatable {
  /// Why there is no measurement; empty when there is one.
  package let skipped: String
  /// Seconds that reading and tokenizing took.
  package let preparationSeconds: Double
  /// Seconds of a step after the first.
  package let stepSeconds: Double
  /// Seconds of one evaluation of all domains.
  package let evaluationSeconds: Double
  /// How many evaluations there are.
  package let evaluations: Int
  /// Seconds of the whole run, checkpoints and the final summary not counted; 0 when unknown.
  package let totalSeconds: Double

  /// A run without a measurement.
  init(skipped: String, preparationSeconds: Double, evaluations: Int) {
    self.skipped = skipped
    self.preparationSeconds = preparationSeconds
    self.evaluations = evaluations
    (stepSeconds, evaluationSeconds, totalSeconds) = (0, 0, 0)
  }

  /// A run as long as `steps` steps of the kind that was probed.
  init(_ probe: StepProbe.Result, preparationSeconds: Double, steps: Double, evaluations: Int) {
    skipped = ""
    self.preparationSeconds = preparationSeconds
    self.evaluations = evaluations
    stepSeconds = probe.stepSeconds
    evaluationSeconds = probe.evaluationSeconds
    totalSeconds =
      preparationSeconds + steps * stepSeconds + Double(evaluations) * evaluationSeconds
  }
}
