internal import Foundation
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// After which steps a run saves, and how many checkpoints there are at once.
struct SavedSteps {
  let steps: Int
  let interval: Int
  let startsTrained: Bool
  let retention: CheckpointStore.Retention

  /// How many checkpoints are written.
  var count: Int { Occasions.count(every: interval, in: steps) + (startsTrained ? 1 : 0) }

  /// Whether a step follows a save.
  var isFollowedByStep: Bool { count > 1 }

  /// How many of the newest a rollback can need: the one at or before its target, and all after it.
  private var reachedCount: Int {
    guard interval > 0, retention.reach > 0 else { return 1 }
    return Occasions.count(every: interval, in: min(retention.reach, steps)) + 1
  }

  /// The most checkpoints at once: those kept, and the one being written.
  var largestCount: Int {
    // As many may be kept as Int can count, which no sum would survive.
    let newest = min(count, max(retention.last, reachedCount))
    let multiples = retention.every > 0 ? min(count - newest, steps / retention.every) : 0
    let kept = min(count, newest + multiples + (retention.best ? 1 : 0))
    return min(count, kept + 1)
  }
}

extension SavedSteps {
  /// Those of `run`.
  init(of run: PlannedRun) {
    let options = run.parts.options
    self.init(
      steps: run.parts.schedule.stepCount, interval: options.checkpointInterval,
      startsTrained: options.startsTrained,
      retention: run.resolved.config.checkpoint.retention(for: run.resolved.config.safety))
  }
}
