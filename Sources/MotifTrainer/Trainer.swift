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
  }

  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let step: TrainStep
  private let schedule: LearningRateSchedule
  private let evaluation: DomainEvaluation
  private let folder: RunFolder
  private let metrics: MetricsLog
  private let options: Options
  private let signals: SignalWatcher
  private let output: ProgressOutput
  private var data: BatchStream
  private var tokens = 0

  /// A trainer at the step where `optimizer` and `data` stand.
  public init(
    model: CausalLanguageModel, optimizer: Optimizer, step: TrainStep,
    schedule: LearningRateSchedule, data: BatchStream, evaluation: DomainEvaluation,
    folder: RunFolder, metrics: MetricsLog, options: Options, signals: SignalWatcher,
    output: ProgressOutput, tokens: Int = 0
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
    self.tokens = tokens
  }

  /// Trains to the last step or to a signal.
  ///
  /// Throws ``NumericError`` when a step cannot be taken (the newest checkpoint stays as it was), and
  /// ``FileError`` when the run folder cannot be written.
  public func run() throws -> Outcome {
    let progress = ProgressLine("training", total: options.steps, output: output)
    progress.resume(at: optimizer.step)
    var scores: [DomainScore] = []
    while optimizer.step < options.steps {
      if signals.isStopRequested { return try stop(progress) }
      let record = try takeStep(progress)
      let done = optimizer.step
      if isDue(done, options.evaluationInterval) || done == options.steps {
        guard let found = evaluation(model, shouldContinue: { !signals.isStopRequested }) else {
          try metrics.append(record)
          return try stop(progress)
        }
        scores = found
        try metrics.append(record.adding(scores))
        progress.note("step \(done)  validation  " + Self.summary(scores))
      } else {
        try metrics.append(record)
      }
      if isDue(done, options.checkpointInterval) || done == options.steps { try save() }
    }
    progress.finish("\(options.steps) steps, \(tokens) tokens")
    return .finished(scores)
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
    let result = try step(batch, microBatchRows: options.microBatchRows, learningRate: rate)
    tokens += batch.rows * batch.length
    let seconds = Date().timeIntervalSince(start)
    progress.update(
      optimizer.step, work: tokens, [.loss(result.loss), .learningRate(rate)])
    var record = MetricsRecord(step: optimizer.step)
    record.add("tokens", .integer(tokens))
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
    let state = State(step: optimizer.step, tokens: tokens, data: data.state)
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
