package import MotifData
package import MotifModel

/// What a run will take and do, known before it starts.
package struct TrainingPlan: Codable, Sendable, Equatable {
  /// The run's name.
  package let name: String
  /// The size of the vocabulary, which the tokenizer decides.
  package let vocabularySize: Int
  /// Optimizer steps.
  package let steps: Int
  /// Sequences a step.
  package let sequencesPerStep: Int
  /// Sequences computed at once.
  package let microBatchRows: Int
  /// What blocks compute again in the backward pass instead of keeping it.
  package let activationCheckpointing: ActivationCheckpointing
  /// In what numbers is stored and computed.
  package let precision: PrecisionSettings
  /// Tokens a sequence.
  package let sequenceLength: Int
  /// Tokens a step.
  package let tokensPerStep: Int
  /// Tokens of the largest step.
  package let largestStep: Int
  /// Tokens of the longest sequence.
  package let longestSequence: Int
  /// Tokens of the whole run.
  package let totalTokens: Int
  /// Parameters and floating-point operations.
  package let compute: ComputePlan
  /// Memory by what it is for.
  package let memory: MemoryPlan
  /// Tokens by source and stage.
  package let tokens: TokenPlan
  /// What is written.
  package let disk: DiskPlan
  /// How long it takes.
  package let time: TimePlan
}
