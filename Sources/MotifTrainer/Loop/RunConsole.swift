package import MotifCore
package import MotifReport
package import MotifTensor

/// What a run is told from outside and what it says: signals and the progress line.
package final class RunConsole {
  private let signals: SignalWatcher
  private let progress: ProgressLine
  private let group: TensorGroup

  /// A console of a task called `label` of `total` steps that listens to `signals`.
  ///
  /// - Parameter group: the ranks of the run; a signal to one of them stops all after the same step.
  package init(
    _ label: String, total: Int, signals: SignalWatcher, output: ProgressOutput,
    group: TensorGroup = TensorGroup()
  ) {
    self.signals = signals
    self.group = group
    progress = ProgressLine(label, total: total, output: output)
  }

  /// Whether a signal asks the run to stop, on any rank; all ranks ask together.
  var isStopRequested: Bool { group.any(signals.isStopRequested) }

  /// Whether a signal asks this rank to stop; for work that one rank does while the others wait.
  var isInterrupted: Bool { signals.isStopRequested }

  /// Ends the line of a run that a signal has stopped, whose last save took so many seconds.
  func sayFarewell(after seconds: Double) {
    let signal = signals.signalName ?? "a signal"
    progress.end("stopped by \(signal), saved in \(ProgressLine.exact(seconds))")
  }

  /// Prints a line of its own.
  func note(_ text: String) { progress.note(text) }

  /// Tells what keeps the run busy while its count stands still.
  func busy(_ text: String) { progress.busy(text) }

  /// Tells that the run goes on from `step`; the rate counts from here.
  func resume(at step: Int, work: Int = 0) { progress.resume(at: step, work: work) }

  /// Shows a step that was taken.
  func update(_ step: Int, work: Int, loss: Double, learningRate: Double, isSaving: Bool) {
    progress.update(
      step, work: work,
      [.loss(loss), .learningRate(learningRate)] + (isSaving ? [.text("saving")] : []))
  }

  /// Tells that the loss of a step that was taken is above `limit`.
  func noteSpike(step: Int, loss: Double, limit: Double) {
    note(
      "step \(step)  the loss \(NumberText.short(loss)) is a spike, above "
        + NumberText.short(limit))
  }

  /// Ends the line of a run that has taken all its steps.
  func finish(steps: Int, tokens: Int) {
    progress.finish("\(NumberText.grouped(steps)) steps, \(NumberText.grouped(tokens)) tokens")
  }
}
