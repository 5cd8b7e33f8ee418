package import MotifEvaluation
package import MotifReport

/// Tells how far an evaluation is, a line for each task and text.
package final class EvaluationProgress {
  private let output: ProgressOutput
  private var line: ProgressLine?

  /// Progress that goes to `output`.
  package init(_ output: ProgressOutput) { self.output = output }

  /// Tells `event`.
  package func tell(_ event: EvaluationEvent) {
    switch event {
    case .asked(let name, let done, let total, let unit):
      if let line {
        line.update(done)
      } else {
        line = ProgressLine(name, total: total, unit: unit, output: output)
        // Samples that were there already say nothing of the speed.
        line?.resume(at: done)
      }
    case .finished(let name, let summary):
      (line ?? ProgressLine(name, output: output)).finish(summary)
      line = nil
    }
  }
}
