internal import MotifCore

/// Decides about steps whose numbers are not sane, before they change anything.
///
/// It is part of a run's state: losses, refusals and the factor on the learning rate are saved with
/// every checkpoint, so a resumed run decides as the uninterrupted one would have.
public struct StepGuard: Sendable, Equatable {
  /// One step that was refused.
  package struct Refusal: Codable, Sendable, Equatable {
    /// The step that was not taken.
    package let step: Int
    /// Tokens read so far, those of the refused step among them.
    package let tokens: Int
    /// What was wrong.
    package let cause: NumericError.Cause
    /// Where the run went on: the step of a checkpoint, or nil when only the batch was passed over.
    package let resumedFrom: Int?

    /// The step `step`, refused for `cause`.
    package init(step: Int, tokens: Int, cause: NumericError.Cause, resumedFrom: Int?) {
      (self.step, self.tokens) = (step, tokens)
      (self.cause, self.resumedFrom) = (cause, resumedFrom)
    }
  }

  /// What a checkpoint says about it.
  package struct State: Codable, Sendable, Equatable {
    /// The recent losses.
    package var detector = SpikeDetector()
    /// The steps that were refused so far, in order.
    package var refusals: [Refusal] = []
    /// The factor on the learning rate.
    package var rateFactor = 1.0

    /// The state at the start of a run.
    package init() {}
  }

  /// What to do.
  package let options: Options
  /// What has happened so far.
  package var state: State

  /// What to try after a run that its numbers have ended.
  package static let remedies =
    "Try a lower optimizer.learningRate, a longer schedule.warmupFraction or a lower "
    + "training.gradientClip; --resume goes on from the newest checkpoint, and safety.onNonFinite or "
    + "safety.onSpike \"skip\" or \"rollback\" passes over such steps."

  /// A guard that goes on from `state`.
  package init(_ options: Options = Options(), state: State = State()) {
    self.options = options
    self.state = state
  }

  /// Whether `loss` is a spike against the steps before: the limit that it exceeds, else nil.
  package func exceededLimit(_ loss: Double) -> Double? {
    guard let limit = state.detector.limit(window: options.spikeWindow, sigma: options.spikeSigma),
      loss > limit
    else { return nil }
    return limit
  }

  /// Throws ``NumericError`` when `loss` is a spike that must not be learnt from.
  package func inspect(loss: Double) throws(NumericError) {
    guard options.onSpike != .warn, let limit = exceededLimit(loss) else { return }
    throw NumericError(
      "the loss \(NumberText.short(loss)) is a spike: it exceeds \(NumberText.short(limit)), "
        + "\(NumberText.short(options.spikeSigma)) standard deviations above the mean of the last "
        + "\(options.spikeWindow) steps; the step was not taken",
      cause: .spike)
  }

  /// Notes the loss of a step that was taken.
  package mutating func accept(loss: Double) {
    state.detector.accept(loss, window: options.spikeWindow)
  }

  /// The step at which, or before which, the checkpoint lies that a rollback from the refused step
  /// `step` goes back to.
  ///
  /// That is `rollbackSteps` before the last one taken. But until a run has passed the steps at which
  /// it went back before, it goes no further back than then: otherwise refusals in quick succession
  /// would walk to the start, past every checkpoint that is kept.
  package func rollbackTarget(from step: Int) -> Int {
    let before = state.refusals.filter { $0.step >= step }.compactMap(\.resumedFrom).max()
    return max(step - 1 - options.rollbackSteps, before ?? .min)
  }

  /// What to do about a step that was refused for `cause`: the policy, or stop once the budget is
  /// spent.
  package func policy(for cause: NumericError.Cause) -> Options.Policy {
    guard state.refusals.count < options.budget else { return .stop }
    return switch (cause, options.onSpike) {
    case (.notFinite, _): options.onNonFinite
    case (.spike, .skip): .skip
    case (.spike, .rollback): .rollback
    case (.spike, .stop), (.spike, .warn): .stop
    }
  }
}
