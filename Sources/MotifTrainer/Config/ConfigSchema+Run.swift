internal import MotifCore

extension ConfigSchema {
  static let checkpoint = section(
    CheckpointSettings(),
    [
      ConfigField(
        "interval", .integer(countOrZero), "Steps between checkpoints; 0 only at the end.",
        alsoCalled: ["saveEvery", "saveInterval"]),
      ConfigField(
        "keepLast", .integer(count), "How many of the newest checkpoints to keep.",
        alsoCalled: ["keep", "maxToKeep"]),
      ConfigField(
        "keepBest", .bool, "Whether the one with the best validation score is kept as well."),
      ConfigField(
        "keepEvery", .integer(countOrZero),
        "Multiples of so many steps are kept as well; 0 for none."),
      ConfigField(
        "background", .bool, "Whether checkpoints are written while training goes on.",
        alsoCalled: ["async"]),
    ])

  static let safety = section(
    StepGuard.Options(),
    [
      ConfigField(
        "onNonFinite", choice(StepGuard.Options.Policy.self),
        "When loss, gradient or logits are not finite: end the run, pass over the batch, or go "
          + "back to a checkpoint and pass over the batches since.",
        alsoCalled: ["policy", "onNaN"]),
      ConfigField(
        "onSpike", choice(StepGuard.Options.SpikePolicy.self),
        "When the loss jumps: say so and go on, or as for onNonFinite."),
      ConfigField(
        "spikeSigma", .number(.notNegative),
        "How many standard deviations above the mean make a spike; 0 is off."),
      ConfigField(
        "spikeWindow", .integer(2...1_000_000), "Steps that mean and deviation are taken over."),
      ConfigField(
        "budget", .integer(countOrZero), "How many refused steps a run may have."),
      ConfigField(
        "rollbackSteps", .integer(countOrZero),
        "How many steps a rollback goes back at least; 0 takes the newest checkpoint."),
      ConfigField(
        "rollbackRateFactor", .number(NumberRange(lower: .excluding(0), upper: .including(1))),
        "What a rollback multiplies the learning rate with from then on."),
    ])

  static let logging = section(
    LoggingSettings(),
    [
      ConfigField(
        "tensorBoard", .bool, "Whether event files for TensorBoard are written.",
        alsoCalled: ["tensorboard"]),
      ConfigField("report", .bool, "Whether report.html is drawn when training ends or stops."),
    ])
}
