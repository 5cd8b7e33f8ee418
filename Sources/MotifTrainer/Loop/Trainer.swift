internal import Foundation
internal import MotifCore
public import MotifData
public import MotifModel
public import MotifOptimizer
public import MotifReport
internal import MotifTensor

/// The training loop: batches in, steps taken, progress shown, metrics logged, checkpoints kept.
///
/// Everything it needs is handed over; it reads no config. One thread runs it, kernels use more.
public final class Trainer {
  /// How long, how often.
  public struct Options: Sendable, Equatable {
    /// Optimizer steps of the whole run.
    public var steps = 1000
    /// Rows computed at once.
    public var microBatchRows = 16
    /// Steps between two evaluations; 0 leaves them to the end.
    public var evaluationInterval = 0
    /// Steps between two checkpoints; 0 leaves them to the end.
    public var checkpointInterval = 0
    /// Whether checkpoints are written while training goes on.
    public var savesInBackground = true
    /// Floating-point operations that training on a token takes.
    public var flopsPerToken = 0.0
    /// Those that training took before this run, where it starts from trained weights and no state
    /// says it.
    public var flopsBefore = 0.0
    /// Whether the weights were trained before: they are then validated and saved as step 0.
    public var startsTrained = false

    /// The defaults.
    public init() {}
  }

  /// How a run ended.
  public enum Outcome: Sendable, Equatable {
    /// All steps were taken.
    case finished([DomainScore])
    /// A signal came; the state was saved after `step`.
    case stopped(step: Int)
  }

  let model: CausalLanguageModel
  let optimizer: Optimizer
  private let step: TrainStep
  /// Adds to the record of every validation.
  var measure: (inout MetricsRecord) -> Void = { _ in }
  private let schedule: LearningRateSchedule
  private let evaluation: DomainEvaluation
  let folder: RunFolder
  let log: RunLog
  private let options: Options
  private let signals: SignalWatcher
  let saver: BackgroundSaver
  let progress: ProgressLine
  private var data: BatchStream
  private var tokens = 0
  private var flops: TrainingFLOPs
  private var resumedTokens = 0
  var stepGuard: StepGuard
  var unvalidated: MetricsRecord?
  private var scores: [DomainScore]?
  /// Layers of which was said that the clamp holds their λ.
  var clampedLayers: Set<Int> = []
  /// The newest step that was validated, and how well it did over all domains.
  var validated: (step: Int, bitsPerByte: Double)?

  /// A trainer at the step where `optimizer` and `data` stand, with what else `state` says.
  ///
  /// - Parameter score: the bits a byte that were measured at this step, where it was validated.
  public init(
    model: CausalLanguageModel, optimizer: Optimizer, step: TrainStep,
    schedule: LearningRateSchedule, data: BatchStream, evaluation: DomainEvaluation,
    folder: RunFolder, log: RunLog, options: Options, safety: StepGuard.Options = .init(),
    signals: SignalWatcher, output: ProgressOutput, state: TrainingState? = nil,
    score: Double? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.step = step
    self.schedule = schedule
    self.data = data
    self.evaluation = evaluation
    self.folder = folder
    self.log = log
    self.options = options
    self.signals = signals
    saver = BackgroundSaver(isAsynchronous: options.savesInBackground)
    progress = ProgressLine("training", total: options.steps, output: output)
    tokens = state?.tokens ?? 0
    flops = TrainingFLOPs(before: options.flopsBefore, perToken: options.flopsPerToken)
    if let known = state?.flops {
      flops = known
      flops.change(toPerToken: options.flopsPerToken, at: tokens)
    }
    validated = score.map { (optimizer.step, $0) }
    stepGuard = StepGuard(safety, state: state?.safety ?? StepGuard.State())
    unvalidated =
      state == nil && options.startsTrained
      ? startRecord : state?.unvalidated.flatMap(MetricsRecord.init(jsonLine:))
  }

  /// What is known of trained weights before they are validated.
  private var startRecord: MetricsRecord {
    var record = MetricsRecord(step: 0)
    record.add("tokens", .integer(0))
    record.add("trainingFLOPs", trainingFLOPs)
    return record
  }

  /// What training has computed for these weights, before this run and in it.
  private var trainingFLOPs: Double { flops.total(at: tokens) }

  /// Trains to the last step or to a signal.
  ///
  /// Throws ``NumericError`` when a step cannot be taken and may not be passed over (the newest
  /// checkpoint stays as it was), and ``FileError`` when the run folder cannot be written.
  public func run() throws -> Outcome {
    progress.resume(at: optimizer.step)
    resumedTokens = tokens
    while true {
      if let record = unvalidated, try !complete(record) { return try stop() }
      if optimizer.step >= options.steps { break }
      if signals.isStopRequested { return try stop() }
      do throws(FileError) { try saver.check() } catch { try saveAgain(after: error) }
      let record = try Trace.phase("step \(optimizer.step + 1)") { try takeStep() }
      if let record, try !complete(record) { return try stop() }
    }
    // A run that had ended before is validated again for its summary.
    if scores == nil { scores = evaluate() }
    guard let scores else { return try stop() }
    try finishSaving()
    progress.finish("\(optimizer.step) steps, \(tokens) tokens")
    return .finished(scores)
  }

  /// Validates and saves after a step when it is time, and logs the step.
  ///
  /// Returns false when a signal came during validation: the record then goes into the checkpoint, so
  /// that the resumed run validates first and the step is logged once.
  private func complete(_ record: MetricsRecord) throws -> Bool {
    let done = record.step
    unvalidated = nil
    guard isDue(done, options.evaluationInterval) || done == options.steps || done == 0 else {
      try log.append(record)
      if isDue(done, options.checkpointInterval) { try save() }
      return true
    }
    guard let found = evaluate() else {
      unvalidated = record
      return false
    }
    scores = found
    let score = DomainScore.total(found).scored
    validated = score.map { (done, $0) }
    var full = record.adding(found)
    measure(&full)
    try log.append(full)
    if let bad = found.first(where: { !$0.nats.isFinite }) {
      endSaving()
      throw NumericError(
        "after step \(done) the validation loss of \(bad.domain) is \(bad.nats); nothing was saved")
    }
    if score != nil { progress.note("step \(done)  validation  " + DomainScore.summary(found)) }
    if isDue(done, options.checkpointInterval) || done == options.steps || done == 0 {
      try save()
    }
    return true
  }

  private func isDue(_ step: Int, _ interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  private func evaluate() -> [DomainScore]? {
    Trace.phase("validation") {
      evaluation(model) {
        progress.busy("validating")
        return !signals.isStopRequested
      }
    }
  }

  private func stop() throws -> Outcome {
    try save()
    try finishSaving()
    progress.finish("stopped by \(signals.signalName ?? "a signal"), saved")
    return .stopped(step: optimizer.step)
  }

  private func finishSaving() throws {
    if saver.isSaving { progress.busy("saving") }
    do throws(FileError) { try saver.finish() } catch { try saveAgain(after: error) }
  }

  /// Waits for a save of better times; that it failed is not what the run ends or goes back for.
  func endSaving() {
    do throws(FileError) { try saver.finish() } catch { progress.note("\(error)") }
  }

  /// Gives a save that failed in the background a second chance: a disk may be full for a moment, and
  /// what is in memory is worth more than the last checkpoint.
  private func saveAgain(after error: FileError) throws {
    tellOfSecondChance(error)
    try save()
    try saver.finish()
  }

  private func tellOfSecondChance(_ error: FileError) {
    progress.note("\(error); saving step \(optimizer.step) instead")
  }

  /// Takes the next step; nil when it was refused and training goes on all the same.
  private func takeStep() throws -> MetricsRecord? {
    let start = Date()
    MemoryPurpose.resetPeaks()
    let planned = data.plannedShares
    let batch = data.next()
    Trace.ended("next batch")
    let rate = schedule.rate(at: Double(optimizer.step + 1)) * stepGuard.state.rateFactor
    let limit: Double?
    let result: TrainStep.Result
    do {
      result = try step(
        batch, microBatchRows: options.microBatchRows, learningRate: rate
      ) { loss throws(NumericError) in try stepGuard.inspect(loss: loss) }
    } catch {
      tokens += batch.tokens
      try refuse(error, tokens: tokens)
      return nil
    }
    tokens += batch.tokens
    limit = stepGuard.exceededLimit(result.loss)
    stepGuard.accept(loss: result.loss)
    let seconds = Date().timeIntervalSince(start)
    progress.update(
      optimizer.step, work: tokens - resumedTokens,
      [.loss(result.loss), .learningRate(rate)] + (saver.isSaving ? [.text("saving")] : []))
    if let limit {
      progress.note("step \(optimizer.step)  the loss \(result.loss) is a spike, above \(limit)")
    }
    var record = MetricsRecord(step: optimizer.step)
    record.add("tokens", .integer(tokens))
    record.add("trainingFLOPs", trainingFLOPs)
    record.add(result, learningRate: rate)
    addLambdas(to: &record)
    addPolyNorms(to: &record)
    record.add(data.counts)
    record.add("plannedMixture", .table(planned))
    record.add(stepGuard, spikeLimit: limit)
    let speed = Double(batch.tokens) / max(seconds, 1e-9)
    record.add("tokensPerSecond", speed)
    record.add("teraFLOPS", speed * options.flopsPerToken / 1e12)
    record.addPeakBytes()
    return record
  }

  private func save() throws {
    try log.synchronize()
    // Also when a signal saves a validated step once more: its score decides what is kept.
    let score = validated?.step == optimizer.step ? validated?.bitsPerByte : nil
    let state = TrainingState(
      step: optimizer.step, tokens: tokens, data: data.state, unvalidated: unvalidated?.jsonLine,
      safety: stepGuard.state, flops: flops)
    let snapshot = try folder.snapshot(
      model: model, optimizer: optimizer, state: state, score: score)
    do throws(FileError) { try saver.finish() } catch {
      tellOfSecondChance(error)
      try saver.save(snapshot)
      return try saver.finish()
    }
    try saver.save(snapshot)
  }
}
