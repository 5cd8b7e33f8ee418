public import MotifOptimizer

/// Decides about steps whose numbers are not sane, before they change anything.
///
/// It is part of a run's state: losses, refusals and the factor on the learning rate are saved with
/// every checkpoint, so a resumed run decides as the uninterrupted one would have.
public struct StepGuard: Sendable, Equatable {
  /// One step that was refused.
  public struct Refusal: Codable, Sendable, Equatable {
    /// The step that was not taken.
    public let step: Int
    /// Tokens read so far, those of the refused step among them.
    public let tokens: Int
    /// What was wrong.
    public let cause: NumericError.Cause
    /// Where the run went on: the step of a checkpoint, or nil when only the batch was passed over.
    public let resumedFrom: Int?
  }

  /// What a checkpoint says about it.
  public struct State: Codable, Sendable, Equatable {
    /// The recent losses.
    public var detector = SpikeDetector()
    /// The steps that were refused so far, in order.
    public var refusals: [Refusal] = []
    /// The factor on the learning rate.
    public var rateFactor = 1.0

    /// The state at the start of a run.
    public init() {}
  }

  /// What to do.
  public let options: Options
  /// What has happened so far.
  public var state: State

  /// A guard that goes on from `state`.
  public init(_ options: Options = Options(), state: State = State()) {
    self.options = options
    self.state = state
  }

  /// Whether `loss` is a spike against the steps before: the limit that it exceeds, else nil.
  public func exceededLimit(_ loss: Double) -> Double? {
    guard let limit = state.detector.limit(window: options.spikeWindow, sigma: options.spikeSigma),
      loss > limit
    else { return nil }
    return limit
  }

  /// Throws ``NumericError`` when `loss` is a spike that must not be learnt from.
  public func inspect(loss: Double) throws(NumericError) {
    guard options.onSpike != .warn, let limit = exceededLimit(loss) else { return }
    throw NumericError(
      "the loss \(loss) is a spike: it exceeds \(limit), \(options.spikeSigma) standard deviations "
        + "above the mean of the last \(options.spikeWindow) steps; the step was not taken",
      cause: .spike)
  }

  /// Notes the loss of a step that was taken.
  public mutating func accept(loss: Double) {
    state.detector.accept(loss, window: options.spikeWindow)
  }

  /// What to do about a step that was refused for `cause`: the policy, or stop once the budget is
  /// spent.
  public func policy(for cause: NumericError.Cause) -> Options.Policy {
    guard state.refusals.count < options.budget else { return .stop }
    return switch (cause, options.onSpike) {
    case (.notFinite, _): options.onNonFinite
    case (.spike, .skip): .skip
    case (.spike, .rollback): .rollback
    case (.spike, .stop), (.spike, .warn): .stop
    }
  }
}
