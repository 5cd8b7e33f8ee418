internal import MotifModel

extension GrowthPlan {
  /// The memory that it takes at least to run source and target at once, in bytes.
  var comparisonBytes: Double {
    [source, target].reduce(0) { $0 + MemoryRequirement(running: $1).bytes }
  }
}
