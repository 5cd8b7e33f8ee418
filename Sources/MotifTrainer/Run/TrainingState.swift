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
}
