internal import Foundation
internal import MotifCore
package import MotifData
package import MotifModel
package import MotifOptimizer
package import MotifReport

/// The training loop: batches in, steps taken, progress shown, metrics logged, checkpoints kept.
///
/// Everything it needs is handed over; it reads no config. One thread runs it, kernels use more.
package final class Trainer {
  /// How a run ended.
  package enum Outcome: Sendable, Equatable {
    /// All steps were taken.
    case finished([DomainScore])
    /// A signal came; the state was saved after `step`.
    case stopped(step: Int)
  }

  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let step: TrainStep
  private let schedule: TrainingSchedule
  private let validation: Validation
  private let saver: RunSaver
  private let console: RunConsole
  private let options: TrainerOptions
  /// Adds to the record of every validation.
  package var measure: (inout MetricsRecord) -> Void = { _ in }
  /// Throws when what was read of the documents is not what they hold.
  var requireData: () throws -> Void = {}
  /// Measures the model after every step.
  var metrics: StepMetrics
  private var data: BatchStream
  private var resumedTokens = 0
  var position: RunPosition

  /// A trainer at the step where `optimizer` and `data` stand, with what else `state` says.
  ///
  /// - Parameter score: the bits a byte that were measured at this step, where it was validated.
  package init(
    model: CausalLanguageModel, optimizer: Optimizer, step: TrainStep, schedule: TrainingSchedule,
    data: BatchStream, validation: Validation, saver: RunSaver, console: RunConsole,
    options: TrainerOptions, state: TrainingState? = nil, score: Double? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.step = step
    self.schedule = schedule
    self.data = data
    self.validation = validation
    self.saver = saver
    self.console = console
    self.options = options
    metrics = StepMetrics(model)
    position = RunPosition(
      state, options, validated: score.map { (optimizer.step, $0) })
  }

  /// The steps that were taken.
  private var stepsTaken: Int { optimizer.step }

  /// Trains to the last step or to a signal.
  ///
  /// Throws ``NumericError`` when a step cannot be taken and may not be passed over (the newest
  /// checkpoint stays as it was), and ``FileError`` when the run folder cannot be written.
  package func run() throws -> Outcome {
    console.resume(at: stepsTaken)
    resumedTokens = position.tokens
    while true {
      if let record = position.unvalidated, try !complete(record) { return try stop() }
      if isOver { break }
      if console.isStopRequested { return try stop() }
      try saver.check()
      if stepsTaken > 0, options.averageInterval.divides(stepsTaken) {
        try saver.average(options.averageCount, after: stepsTaken)
      }
      let record = try Trace.phase("step \(stepsTaken + 1)") { try takeStep() }
      if let record, try !complete(record) { return try stop() }
    }
    noteEarlyEnd()
    guard let scores = validation.latest() else { return try stop() }
    try saver.finish()
    console.finish(steps: stepsTaken, tokens: position.tokens)
    return .finished(scores)
  }

  /// Validates and saves after a step when it is time, and logs the step.
  ///
  /// Returns false when a signal came during validation: the record then goes into the checkpoint, so
  /// that the resumed run validates first and the step is logged once.
  private func complete(_ record: MetricsRecord) throws -> Bool {
    let done = record.step
    let isEnd = done == 0 || isOver
    position.unvalidated = nil
    guard options.evaluationInterval.divides(done) || isEnd else {
      try saver.append(record)
      if isSavingDue { try saver.save(moment) }
      return true
    }
    guard let found = validation.measure() else {
      position.unvalidated = record
      return false
    }
    try requireData()
    let score = DomainScore.total(found).scored
    position.validated = score.map { (done, $0) }
    var full = record.adding(found)
    measure(&full)
    try saver.append(full)
    do { try Validation.requireFinite(found, after: done) } catch {
      saver.end()
      throw error
    }
    if score != nil { console.note("step \(done)  validation  " + DomainScore.summary(found)) }
    if isSavingDue { try saver.save(moment) }
    return true
  }

  /// Whether the schedule asks for a checkpoint where the run stands, whatever signals ask for.
  private var isSavingDue: Bool {
    stepsTaken == 0
      ? options.startsTrained
      : options.checkpointInterval.divides(stepsTaken) || isOver
  }

  /// Whether all steps were taken, or the sources have too few tokens left for the next one.
  private var isOver: Bool {
    guard stepsTaken < schedule.stepCount else { return true }
    let next = schedule[stepsTaken + 1]
    return data.isExhausted(rows: next.rows, length: next.length)
  }

  /// Says why a run has ended before its last step.
  private func noteEarlyEnd() {
    let next = schedule[stepsTaken + 1]
    guard stepsTaken < schedule.stepCount,
      let ended = data.exhaustedDomains(rows: next.rows, length: next.length)
    else { return }
    console.note(
      "step \(stepsTaken)  no more may be read of \(ended.joined(separator: ", ")): training ends "
        + "before step \(schedule.stepCount)")
  }

  private func stop() throws -> Outcome {
    let start = ContinuousClock.now
    try saver.save(moment)
    try saver.finish()
    console.sayFarewell(after: (ContinuousClock.now - start) / .seconds(1))
    return .stopped(step: stepsTaken)
  }

  /// Takes the next step; nil when it was refused and training goes on all the same.
  private func takeStep() throws -> MetricsRecord? {
    let start = Date()
    metrics.begin()
    let planned = schedule[stepsTaken + 1]
    if let base = planned.rotaryBase { model.rotaryBase = base }
    let shares = data.plannedShares
    let batch = data.next(rows: planned.rows, length: planned.length)
    try requireData()
    Trace.ended("next batch")
    let rate = planned.learningRate * position.stepGuard.state.rateFactor
    let flops = position.count(batch)
    let result: TrainStep.Result
    do {
      result = try step(
        batch, microBatchRows: options.microBatchRows, learningRate: rate,
        accepts: position.stepGuard.inspect(loss:))
    } catch {
      try position.refuse(error, stepsTaken + 1, saver, console)
      return nil
    }
    let limit = position.stepGuard.exceededLimit(result.loss)
    position.stepGuard.accept(loss: result.loss)
    let seconds = Date().timeIntervalSince(start)
    console.update(
      stepsTaken, work: position.tokens - resumedTokens, loss: result.loss, learningRate: rate,
      isSaving: saver.isSaving)
    if let limit {
      console.noteSpike(step: stepsTaken, loss: result.loss, limit: limit)
    }
    var record = MetricsRecord(step: stepsTaken)
    record.add("tokens", .integer(position.tokens))
    record.add("trainingFLOPs", position.flops.total)
    record.add(result, learningRate: rate)
    metrics.addFigures(to: &record, note: console.note)
    record.add(data.counts)
    record.add("plannedMixture", .table(shares))
    if schedule.rampsLength { record.add("sequenceLength", .integer(planned.length)) }
    if data.hasSamples { record.add(packingOf: batch) }
    record.add(position.stepGuard, spikeLimit: limit)
    record.add(tokens: batch.tokens, flops: flops, in: seconds)
    record.addPeakBytes()
    return record
  }

  private var moment: RunSaver.Moment {
    position.moment(after: stepsTaken, data: data.state, isScheduled: isSavingDue)
  }
}
