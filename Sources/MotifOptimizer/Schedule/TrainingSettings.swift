package import MotifCore
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
  /// How batch and sequence length grow over the run.
  public var ramp = RampSettings()
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
  /// Sequences that go through the model at once, of those of the first steps.
  package var microBatchRows: Int { microBatchSize > 0 ? microBatchSize : sequencesPerStep }
  /// Tokens a step.
  public var tokensPerStep: Int { sequencesPerStep * sequenceLength }
  /// Optimizer steps of one size, whichever way the length was given; tokens are rounded up to whole
  /// steps.
  public var stepCount: Int {
    if steps > 0 { return steps }
    // Not (tokens + n − 1) / n, which overflows for lengths near Int.max.
    return tokens / tokensPerStep + (tokens % tokensPerStep > 0 ? 1 : 0)
  }
}

extension TrainingSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "steps", .integer(0...1_000_000_000), "How many optimizer steps to take; or give tokens.",
      alsoCalled: ["max_iters", "iterations", "maxSteps", "epochs"]),
    ConfigField(
      "tokens", .integer(0...1 << 50), "How many tokens to train on; or give steps.",
      alsoCalled: ["maxTokens", "trainTokens"]),
    ConfigField("batchSize", .integer(0...1 << 20), "Sequences a step; or give batchTokens."),
    ConfigField(
      "batchTokens", .integer(0...1 << 40), "Tokens a step, a multiple of sequenceLength."),
    ConfigField(
      "microBatchSize", .integer(0...1 << 20),
      "Sequences that go through the model at once; 0 takes the whole batch."),
    ConfigField(
      "sequenceLength", .integer(2...1 << 26), "Tokens a sequence.",
      alsoCalled: ["block_size", "seqLen", "contextLength", "maxSeqLen"]),
    ConfigField(
      "ramp", .section(of: RampSettings.self), "How batch and sequence length grow over the run.",
      alsoCalled: ["ramps", "warmupBatch", "batchRamp", "sequenceRamp"]),
    ConfigField(
      "gradientClip", .number(.notNegative), "The largest global gradient norm; 0 is off.",
      alsoCalled: ["clipGrad", "maxGradNorm", "max_norm"]),
    ConfigField(
      "zLoss", .number(.notNegative),
      "The weight of the squared log-sum-exp of the logits in the loss, as 1e-4; 0 is off.",
      alsoCalled: ["z_loss", "zLossCoefficient"]),
    ConfigField(
      "activationCheckpointing", .oneOf(ActivationCheckpointing.self),
      "What the backward pass computes again instead of keeping it: nothing, what is cheap, or "
        + "whole blocks. Less memory, more time, the same results.",
      alsoCalled: ["checkpointing", "gradientCheckpointing", "activationCheckpoint", "recompute"]),
  ]

  /// A length is steps or tokens, and a batch is sequences or tokens.
  package static let exclusive = [["steps", "tokens"], ["batchSize", "batchTokens"]]
}
