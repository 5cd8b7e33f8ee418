public import MotifData

/// What a checkpoint says besides weights and optimizer state.
public struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken.
  public var step = 0
  /// Tokens read.
  public var tokens = 0
  /// Where the data stand.
  public var data: BatchStream.State
  /// The metrics of the last step as JSON, when a signal came before they were validated.
  public var unvalidated: String?
  /// Recent losses, refused steps, and the factor on the learning rate.
  public var safety = StepGuard.State()
  /// How to count what training has computed; nil in the state of a run that left it to its metrics.
  public var flops: TrainingFLOPs?

  /// What training had computed for these weights when the checkpoint was taken, that of the weights
  /// that the run started from included; nil where only the metrics know.
  public var trainingFLOPs: Double? { flops?.total(at: tokens) }
}
