package import MotifCore
package import MotifOptimizer
package import MotifTensor

/// What is kept to continue from.
public struct CheckpointSettings: Codable, Sendable, Equatable {
  /// Steps between checkpoints; 0 saves only at the end.
  public var interval = 200
  /// How many of the newest checkpoints to keep; older ones are removed.
  public var keepLast = 3
  /// Whether the checkpoint with the best validation score is kept as well.
  public var keepBest = true
  /// Checkpoints of every multiple of so many steps are kept as well; 0 for none.
  public var keepEvery = 0
  /// Steps after which the mean of the last checkpoints becomes the weights; 0 for never.
  public var averageEvery = 0
  /// How many checkpoints that mean is of.
  public var averageLast = 6
  /// Whether checkpoints are written while training goes on.
  public var background = true

  /// The defaults.
  public init() {}
}

extension CheckpointSettings {
  /// Which checkpoints a run keeps: those that its settings name, those that a mean is taken of, and those
  /// that a rollback under `safety` can need.
  package func retention(for safety: StepGuard.Options) -> CheckpointStore.Retention {
    var retention = CheckpointStore.Retention(
      last: max(keepLast, averageEvery > 0 ? averageLast : 0))
    retention.best = keepBest
    retention.every = keepEvery
    retention.reach = safety.rollbackKey == nil ? 0 : safety.rollbackSteps
    return retention
  }
}

extension CheckpointSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "interval", .countOrZero, "Steps between checkpoints; 0 only at the end.",
      alsoCalled: ["saveEvery", "saveInterval"]),
    ConfigField(
      "keepLast", .count, "How many of the newest checkpoints to keep.",
      alsoCalled: ["keep", "maxToKeep"]),
    ConfigField(
      "keepBest", .bool, "Whether the one with the best validation score is kept as well."),
    ConfigField(
      "keepEvery", .countOrZero,
      "Multiples of so many steps are kept as well; 0 for none."),
    ConfigField(
      "averageEvery", .countOrZero,
      "Every so many steps, a multiple of interval, the mean of the last checkpoints becomes the "
        + "weights and training goes on from there, as Motif-2.6B does; 0 for never.",
      alsoCalled: ["sma", "weightAveraging"]),
    ConfigField("averageLast", .count, "How many checkpoints that mean is of."),
    ConfigField(
      "background", .bool, "Whether checkpoints are written while training goes on.",
      alsoCalled: ["async"]),
  ]
}
