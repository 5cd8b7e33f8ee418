internal import MotifCore
package import MotifModel
internal import MotifOptimizer

/// Measures a model on held-out documents and remembers what it found.
package final class Validation {
  private let evaluation: DomainEvaluation
  private let model: CausalLanguageModel
  private let console: RunConsole
  /// What the latest measurement found; nil before the first.
  private(set) var scores: [DomainScore]?

  /// The measurement of `model` by `evaluation`, which a signal to `console` ends.
  package init(_ evaluation: DomainEvaluation, of model: CausalLanguageModel, console: RunConsole) {
    self.evaluation = evaluation
    self.model = model
    self.console = console
  }

  /// Measures now; nil when a signal came meanwhile.
  func measure() -> [DomainScore]? {
    let found = Trace.phase("validation") {
      evaluation(model) {
        console.busy("validating")
        return !console.isStopRequested
      }
    }
    if let found { scores = found }
    return found
  }

  /// Throws ``NumericError`` when a loss that was `found` after `step` is no finite number.
  static func requireFinite(_ found: [DomainScore], after step: Int) throws(NumericError) {
    guard let bad = found.first(where: { !$0.nats.isFinite }) else { return }
    throw NumericError(
      "after step \(step) the validation loss of \(bad.domain) is \(bad.nats); nothing was saved\n"
        + StepGuard.remedies)
  }

  /// What was found last, measured now if nothing was; nil when a signal came meanwhile.
  ///
  /// A run that had ended before is measured again for its summary.
  func latest() -> [DomainScore]? { scores ?? measure() }
}
