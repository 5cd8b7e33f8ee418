/// What operations note about themselves while they run.
///
/// One value is in force at a time, for the body that it was set for.
struct Recording: Sendable {
  /// How much is noted.
  enum Extent: Sendable {
    /// Nothing: ``withoutGradients(_:)``.
    case nothing
    /// Which tensors a result depends on, but nothing that a gradient needs: the first run of
    /// `checkpointed`.
    case origins
    /// The gradient graph.
    case graph
  }

  var extent = Extent.graph
  /// The region that new nodes belong to; nil outside of every `checkpointed`.
  var region: RecordedRegion?
  /// Whether results of cheap operations are made again instead of being kept.
  var isSelective = false
  /// Whether what a gradient reads of activations is kept in bfloat16.
  var keepsShort = false

  @TaskLocal static var current = Recording()

  static var isEnabled: Bool { current.extent != .nothing }

  /// Whether what is kept now is kept in bfloat16: for a gradient, and where that was asked for.
  static var keepsShortActivations: Bool { current.keepsShort && current.extent == .graph }
}

/// One run of the body of `checkpointed`; tells the nodes that it made from all others.
final class RecordedRegion: Sendable {
  /// Whether a backward pass runs the body again, rather than the forward pass for the first time.
  let isRepeated: Bool

  init(isRepeated: Bool) { self.isRepeated = isRepeated }
}

/// Runs `body` keeping what gradients read of activations rounded to bfloat16, in half the memory.
///
/// Results have the bits that they have without; gradients are those of the rounded activations, which
/// every reader widens for as long as it reads. Weights are kept as they are. Inside `checkpointed` what a
/// body captures is kept as it is, and what it keeps in its second run is rounded; results that
/// `selectivelyCheckpointed` makes again are made from rounded inputs. Cost: two copies of each activation.
public func keepingBFloat16Activations<Result>(
  _ isOn: Bool = true, _ body: () throws -> Result
) rethrows -> Result {
  var recording = Recording.current
  recording.keepsShort = isOn
  return try Recording.$current.withValue(recording) { try body() }
}

/// Runs `body` without recording gradients: nothing is kept for a backward pass.
///
/// Use it for evaluation and generation.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  var recording = Recording.current
  recording.extent = .nothing
  return try Recording.$current.withValue(recording) { try body() }
}
