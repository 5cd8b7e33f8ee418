/// Whether operations enter the gradient graph; on unless ``withoutGradients(_:)`` turns it off.
enum Recording {
  @TaskLocal static var isEnabled = true
}

/// Runs `body` without recording gradients: nothing is kept for a backward pass.
///
/// Use it for evaluation and generation.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Recording.$isEnabled.withValue(false) { try body() }
}
