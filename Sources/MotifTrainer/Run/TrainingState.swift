package import MotifData

/// What a checkpoint says besides weights and optimizer state.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken.
  package var step = 0
  /// Tokens read.
  package var tokens = 0
  /// Where the data stand.
  package var data: BatchStream.State
  /// The metrics of the last step as JSON, when a signal came before they were validated.
  package var unvalidated: String?
  /// Recent losses, refused steps, and the factor on the learning rate.
  package var safety = StepGuard.State()
}
