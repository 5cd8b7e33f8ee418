internal import MotifOptimizer
internal import MotifReport

extension RunPosition {
  /// Does what the policy says about a step that was refused; throws when the run must end.
  ///
  /// `saver` goes back where that is the policy; `console` says what was done. What is no matter of
  /// numbers, such as a rank that was lost, is thrown on.
  mutating func refuse(
    _ error: any Error, _ step: Int, _ saver: RunSaver, _ console: RunConsole
  ) throws {
    guard let error = error as? NumericError else { throw error }
    switch stepGuard.policy(for: error.cause) {
    case .stop:
      saver.end()
      throw NumericError("step \(step): \(error)" + budgetText, cause: error.cause)
    case .skip:
      note(error, step, resumedFrom: nil)
      console.note("step \(step)  \(error); its batch is passed over" + countText)
    case .rollback:
      try rollBack(error, step, saver, console)
    }
  }

  private mutating func note(_ error: NumericError, _ step: Int, resumedFrom: Int?) {
    stepGuard.state.refusals.append(
      .init(step: step, tokens: tokens, cause: error.cause, resumedFrom: resumedFrom))
  }

  /// Weights and optimizer go back; the data go on, so that the batches since are passed over.
  private mutating func rollBack(
    _ error: NumericError, _ step: Int, _ saver: RunSaver, _ console: RunConsole
  ) throws {
    saver.end()
    let wanted = stepGuard.rollbackTarget(from: step)
    guard let past = try saver.goBack(to: wanted) else {
      throw NumericError(
        "step \(step): \(error); there is no checkpoint of step \(max(0, wanted)) or before to go back to",
        cause: error.cause)
    }
    let present = stepGuard.state
    stepGuard.state = past.state.safety
    stepGuard.state.refusals = present.refusals
    stepGuard.state.rateFactor = present.rateFactor * stepGuard.options.rollbackRateFactor
    unvalidated = past.state.unvalidated.flatMap(MetricsRecord.init(jsonLine:))
    // What was validated later is given up; a signal may ask to save this step once more.
    validated = past.score.map { (past.step, $0) }
    note(error, step, resumedFrom: past.step)
    console.resume(at: past.step, work: tokens)
    console.note(
      "step \(step)  \(error); went back to step \(past.step), the learning rate is multiplied "
        + "by \(stepGuard.state.rateFactor)" + countText)
  }

  private var countText: String {
    " (refused step \(stepGuard.state.refusals.count) of at most \(stepGuard.options.budget))"
  }

  private var budgetText: String {
    let refused = stepGuard.state.refusals.count
    return refused > 0 && refused >= stepGuard.options.budget
      ? "; \(refused) steps were refused before, which was the whole budget" : ""
  }
}
