internal import MotifCore
internal import MotifModel
package import MotifOptimizer
package import MotifTensor

/// Measures a model on held-out documents and remembers what it found.
package final class Validation {
  private let evaluation: DomainEvaluation
  private let model: GatheredModel
  private let console: RunConsole
  private let group: TensorGroup
  /// What the latest measurement found; nil before the first.
  private(set) var scores: [DomainScore]?

  /// The measurement by `evaluation` of the model that rank 0 of `group` puts together, which a signal
  /// to `console` ends; all ranks of the group hear what was found.
  package init(
    _ evaluation: DomainEvaluation, of model: GatheredModel, console: RunConsole,
    group: TensorGroup
  ) {
    self.evaluation = evaluation
    self.model = model
    self.console = console
    self.group = group
  }

  /// Measures now; nil when a signal came meanwhile.
  func measure() -> [DomainScore]? {
    let found = Trace.phase("validation") {
      model().flatMap { model in
        evaluation(model) {
          console.busy("validating")
          return !console.isInterrupted
        }
      }
    }
    let told = group.broadcast(found)
    if let told { scores = told }
    return told
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
