public import MotifModel

/// What a run will take and do, known before it starts.
public struct TrainingPlan: Codable, Sendable, Equatable {
  /// The run's name.
  public let name: String
  /// The size of the vocabulary, which the tokenizer decides.
  public let vocabularySize: Int
  /// Optimizer steps.
  public let steps: Int
  /// Sequences a step.
  public let sequencesPerStep: Int
  /// Sequences computed at once.
  public let microBatchRows: Int
  /// What blocks compute again in the backward pass instead of keeping it.
  public let activationCheckpointing: ActivationCheckpointing
  /// Tokens a sequence.
  public let sequenceLength: Int
  /// Tokens a step.
  public let tokensPerStep: Int
  /// Tokens of the whole run.
  public let totalTokens: Int
  /// Parameters and floating-point operations.
  public let compute: ComputePlan
  /// Memory by what it is for.
  public let memory: MemoryPlan
  /// Tokens by source and stage.
  public let tokens: TokenPlan
  /// What is written.
  public let disk: DiskPlan
  /// How long it takes.
  public let time: TimePlan
}
