internal import Foundation
public import MotifData
public import MotifModel
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
    /// Floating-point operations that training on a token takes.
    public var flopsPerToken = 0.0
    /// Those that training took before this run, where it starts from trained weights.
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

  /// What a checkpoint says besides weights and optimizer state.
  public struct State: Codable, Sendable, Equatable {
    /// Steps taken.
    public var step = 0
    /// Tokens read.
    public var tokens = 0
    /// Where the data stand.
    public var data: BatchStream.State
    /// The metrics of the last step as JSON, when a signal came before they were validated.
    public var unvalidated: String?
  }

  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let step: TrainStep
  /// Adds to the record of every validation.
  var measure: (inout MetricsRecord) -> Void = { _ in }
  private let schedule: LearningRateSchedule
  private let evaluation: DomainEvaluation
  private let folder: RunFolder
  private let metrics: MetricsLog
  private let options: Options
  private let signals: SignalWatcher
  private let output: ProgressOutput
  private var data: BatchStream
  private var tokens = 0
  private var resumedTokens = 0
  private var unvalidated: MetricsRecord?
  private var scores: [DomainScore]?

  /// A trainer at the step where `optimizer` and `data` stand, with what else `state` says.
  public init(
    model: CausalLanguageModel, optimizer: Optimizer, step: TrainStep,
    schedule: LearningRateSchedule, data: BatchStream, evaluation: DomainEvaluation,
    folder: RunFolder, metrics: MetricsLog, options: Options, signals: SignalWatcher,
    output: ProgressOutput, state: State? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.step = step
    self.schedule = schedule
    self.data = data
    self.evaluation = evaluation
    self.folder = folder
    self.metrics = metrics
    self.options = options
    self.signals = signals
    self.output = output
    tokens = state?.tokens ?? 0
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
  private var trainingFLOPs: Double {
    options.flopsBefore + Double(tokens) * options.flopsPerToken
  }

  /// Trains to the last step or to a signal.
  ///
  /// Throws ``NumericError`` when a step cannot be taken (the newest checkpoint stays as it was), and
  /// ``FileError`` when the run folder cannot be written.
  public func run() throws -> Outcome {
    let progress = ProgressLine("training", total: options.steps, output: output)
    progress.resume(at: optimizer.step)
    resumedTokens = tokens
    if let record = unvalidated, try !complete(record, progress) { return try stop(progress) }
    while optimizer.step < options.steps {
      if signals.isStopRequested { return try stop(progress) }
      let record = try takeStep(progress)
      if try !complete(record, progress) { return try stop(progress) }
    }
    // A run that had ended before is validated again for its summary.
    if scores == nil {
      scores = evaluation(model, shouldContinue: { !signals.isStopRequested })
    }
    guard let scores else { return try stop(progress) }
    progress.finish("\(optimizer.step) steps, \(tokens) tokens")
    return .finished(scores)
  }

  /// Validates and saves after a step when it is time, and logs the step.
  ///
  /// Returns false when a signal came during validation: the record then goes into the checkpoint, so
  /// that the resumed run validates first and the step is logged once.
  private func complete(_ record: MetricsRecord, _ progress: ProgressLine) throws -> Bool {
    let done = record.step
    unvalidated = nil
    guard isDue(done, options.evaluationInterval) || done == options.steps || done == 0 else {
      try metrics.append(record)
      if isDue(done, options.checkpointInterval) { try save() }
      return true
    }
    guard let found = evaluation(model, shouldContinue: { !signals.isStopRequested }) else {
      unvalidated = record
      return false
    }
    scores = found
    var full = record.adding(found)
    measure(&full)
    try metrics.append(full)
    if let bad = found.first(where: { !$0.nats.isFinite }) {
      throw NumericError(
        "after step \(done) the validation loss of \(bad.domain) is \(bad.nats); nothing was saved")
    }
    progress.note("step \(done)  validation  " + Self.summary(found))
    if isDue(done, options.checkpointInterval) || done == options.steps || done == 0 {
      try save()
    }
    return true
  }

  private func isDue(_ step: Int, _ interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  private func stop(_ progress: ProgressLine) throws -> Outcome {
    try save()
    progress.finish("stopped by \(signals.signalName ?? "a signal"), saved")
    return .stopped(step: optimizer.step)
  }

  private func takeStep(_ progress: ProgressLine) throws -> MetricsRecord {
    let start = Date()
    let batch = data.next()
    let rate = schedule.rate(at: Double(optimizer.step + 1))
    let result: TrainStep.Result
    do {
      result = try step(batch, microBatchRows: options.microBatchRows, learningRate: rate)
    } catch {
      throw NumericError("step \(optimizer.step + 1): \(error)")
    }
    tokens += batch.rows * batch.length
    let seconds = Date().timeIntervalSince(start)
    progress.update(
      optimizer.step, work: tokens - resumedTokens, [.loss(result.loss), .learningRate(rate)])
    var record = MetricsRecord(step: optimizer.step)
    record.add("tokens", .integer(tokens))
    record.add("trainingFLOPs", trainingFLOPs)
    record.add("loss", result.loss)
    record.add("learningRate", rate)
    record.add("gradientNorm", result.gradientNorm)
    record.add("gradientScale", result.report.gradientScale)
    record.add("validTokens", .integer(result.validTokens))
    record.add("maxLogits", .list(result.maxLogits.map { Double($0.max() ?? 0) }))
    if !result.report.clips.isEmpty {
      record.add(
        "clippedHeads", .integer(result.report.clips.reduce(0) { $0 + $1.clippedHeads }))
    }
    record.add("lambda", .list(model.blocks.map { $0.attention.lambdaValue }))
    record.add("tokensPerSecond", Double(batch.rows * batch.length) / max(seconds, 1e-9))
    return record
  }

  private func save() throws {
    let state = State(
      step: optimizer.step, tokens: tokens, data: data.state, unvalidated: unvalidated?.jsonLine)
    try metrics.synchronize()
    try folder.save(model: model, optimizer: optimizer, state: state)
  }

  /// `all 1.234 bits/byte  stories 1.1  …`.
  static func summary(_ scores: [DomainScore]) -> String {
    func text(_ value: Double) -> String { String(format: "%.3f", value) }
    let total = text(DomainScore.total(scores).bitsPerByte)
    let parts = scores.map { "\($0.domain) \(text($0.bitsPerByte))" }
    return "\(total) bits/byte  (\(parts.joined(separator: ", ")))"
  }
}

extension MetricsRecord {
  /// This record with the validation scores.
  func adding(_ scores: [DomainScore]) -> MetricsRecord {
    var record = self
    record.add("validationLoss", .table(scores.map { .init($0.domain, $0.loss) }))
    record.add("bitsPerByte", .table(scores.map { .init($0.domain, $0.bitsPerByte) }))
    record.add("validationBitsPerByte", DomainScore.total(scores).bitsPerByte)
    return record
  }
}
