/// Tells a loss that jumps out of the ones before.
///
/// A loss is a spike when it exceeds `mean + sigma · σ` over the last `window` accepted steps, the
/// current one excluded; before the window is full nothing is. σ is the standard deviation of the
/// window, so a loss that falls steadily has a wide band and no false alarm.
package struct SpikeDetector: Codable, Sendable, Equatable {
  /// The accepted losses, oldest first, at most `window`.
  package private(set) var losses: [Double] = []

  /// A detector that has seen nothing.
  package init() {}

  /// The largest loss that is no spike; nil before the window is full or when `sigma` is 0.
  ///
  /// O(window).
  package func limit(window: Int, sigma: Double) -> Double? {
    guard sigma > 0, window > 1, losses.count >= window else { return nil }
    let recent = losses.suffix(window)
    let mean = recent.reduce(0, +) / Double(window)
    let variance = recent.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window)
    return mean + sigma * variance.squareRoot()
  }

  /// Notes the loss of a step that was taken.
  package mutating func accept(_ loss: Double, window: Int) {
    losses.append(loss)
    if losses.count > window { losses.removeFirst(losses.count - window) }
  }
}
