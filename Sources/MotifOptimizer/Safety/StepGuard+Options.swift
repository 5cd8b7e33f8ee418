package import MotifCore

extension StepGuard {
  /// What to do.
  public struct Options: Codable, Sendable, Equatable {
    /// What becomes of the run when a step is refused.
    public enum Policy: String, Codable, Sendable, CaseIterable {
      /// The run ends with exit code 4; the newest checkpoint stays as it was.
      case stop
      /// The batch is passed over and the next one is tried.
      case skip
      /// Weights and optimizer go back to a checkpoint; the batches since then are passed over.
      case rollback
    }

    /// What becomes of a spike.
    public enum SpikePolicy: String, Codable, Sendable, CaseIterable {
      /// It is noted in progress and metrics, and the step is taken.
      case warn
      /// As for a number that is not finite.
      case stop
      /// As for a number that is not finite.
      case skip
      /// As for a number that is not finite.
      case rollback
    }

    /// When loss, gradient or attention logits are not finite.
    public var onNonFinite = Policy.stop
    /// When the loss jumps.
    public var onSpike = SpikePolicy.warn
    /// How many standard deviations above the mean make a spike; 0 turns the detection off.
    public var spikeSigma = 6.0
    /// Over how many steps mean and deviation are taken.
    public var spikeWindow = 128
    /// How many refused steps a run may have; one more ends it.
    public var budget = 10
    /// How many steps a rollback goes back at least; 0 takes the newest checkpoint.
    ///
    /// Before the run has passed the step that was refused, another rollback goes to the same checkpoint
    /// or a later one.
    public var rollbackSteps = 0
    /// What every rollback multiplies the learning rate with from then on.
    public var rollbackRateFactor = 0.5

    /// Stop at numbers that are not finite, warn at spikes.
    public init() {}

    /// The key whose policy is to go back to a checkpoint; nil when none is.
    package var rollbackKey: String? {
      onNonFinite == .rollback ? "onNonFinite" : onSpike == .rollback ? "onSpike" : nil
    }
  }
}

extension StepGuard.Options: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "onNonFinite", .oneOf(Policy.self),
      "When loss, gradient or logits are not finite: end the run, pass over the batch, or go "
        + "back to a checkpoint and pass over the batches since.",
      alsoCalled: ["policy", "onNaN"]),
    ConfigField(
      "onSpike", .oneOf(SpikePolicy.self),
      "When the loss jumps: say so and go on, or as for onNonFinite."),
    ConfigField(
      "spikeSigma", .number(.notNegative),
      "How many standard deviations above the mean make a spike; 0 is off."),
    ConfigField(
      "spikeWindow", .integer(2...1_000_000), "Steps that mean and deviation are taken over."),
    ConfigField(
      "budget", .countOrZero, "How many refused steps a run may have."),
    ConfigField(
      "rollbackSteps", .countOrZero,
      "How many steps a rollback goes back at least; 0 takes the newest checkpoint. The checkpoints "
        + "that this can need are kept beside those of checkpoint.keepLast."),
    ConfigField(
      "rollbackRateFactor", .number(NumberRange(lower: .excluding(0), upper: .including(1))),
      "What a rollback multiplies the learning rate with from then on."),
  ]
}
