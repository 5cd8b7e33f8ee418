public import MotifModel

/// Length and size of training.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// How many optimizer steps to take; 0 when `tokens` decides.
  public var steps = 0
  /// How many tokens to train on; 0 when `steps` decides.
  public var tokens = 0
  /// Sequences a step; 0 when `batchTokens` decides.
  public var batchSize = 16
  /// Tokens a step; 0 when `batchSize` decides.
  public var batchTokens = 0
  /// Sequences that go through the model at once; 0 takes the whole batch.
  public var microBatchSize = 0
  /// Tokens a sequence.
  public var sequenceLength = 256
  /// The largest global gradient norm; 0 turns clipping off.
  public var gradientClip = 1.0
  /// The weight of the mean squared log-sum-exp of the logits in the loss; 0 leaves it out.
  public var zLoss = 0.0
  /// What blocks compute again in the backward pass instead of keeping it; results do not change.
  public var activationCheckpointing = ActivationCheckpointing.none

  /// The defaults, without a length.
  public init() {}

  /// Sequences a step, whichever way it was given.
  public var sequencesPerStep: Int { batchSize > 0 ? batchSize : batchTokens / sequenceLength }
  /// Tokens a step.
  public var tokensPerStep: Int { sequencesPerStep * sequenceLength }
  /// Optimizer steps, whichever way the length was given; tokens are rounded up to whole steps.
  public var stepCount: Int {
    if steps > 0 { return steps }
    // Not (tokens + n − 1) / n, which overflows for lengths near Int.max.
    return tokens / tokensPerStep + (tokens % tokensPerStep > 0 ? 1 : 0)
  }
}
