internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

/// Takes a few real steps on a model that is thrown away, to learn how long they take.
struct StepProbe {
  /// What was measured, in seconds.
  struct Result {
    var stepSeconds: Double
    var evaluationSeconds: Double
  }

  /// Steps taken; the first one only warms up memory and threads.
  static let steps = 3
  /// Evaluation batches measured, the first one again as a warm-up.
  private static let batches = 3
  /// A first step longer than this, in seconds, is measure enough.
  private static let patience = 60.0

  let model: CausalLanguageModel
  let step: TrainStep
  let schedule: TrainingSchedule
  let microBatchRows: Int
  let evaluation: DomainEvaluation
  /// How many batches an evaluation of all domains has.
  let evaluationBatches: Int

  /// Measures; throws ``NumericError`` when a step cannot be taken.
  func run(_ data: BatchStream, output: ProgressOutput) throws -> Result {
    let progress = ProgressLine("probing", total: Self.steps, output: output)
    var data = data
    let clock = ContinuousClock()
    var times: [Double] = []
    while times.count < Self.steps, times.first ?? 0 < Self.patience, !data.isExhausted() {
      let start = clock.now
      _ = try step(
        data.next(), microBatchRows: microBatchRows,
        learningRate: schedule[times.count + 1].learningRate)
      times.append((clock.now - start) / .seconds(1))
      progress.update(times.count)
    }
    progress.finish("\(times.count) steps")
    return Result(
      stepSeconds: Self.steady(times), evaluationSeconds: evaluationSeconds(clock))
  }

  private func evaluationSeconds(_ clock: ContinuousClock) -> Double {
    var marks: [ContinuousClock.Instant] = []
    // Asked before each batch: the time between two questions is that of a batch.
    _ = evaluation(model) {
      marks.append(clock.now)
      return marks.count <= Self.batches
    }
    marks.append(clock.now)
    let times = zip(marks.dropFirst(), marks).map { ($0 - $1) / .seconds(1) }
    return Self.steady(Array(times.prefix(min(Self.batches, evaluationBatches))))
      * Double(evaluationBatches)
  }

  /// The mean without the first, which warms up, where there are others.
  private static func steady(_ times: [Double]) -> Double {
    let counted = times.count > 1 ? times.dropFirst() : times[...]
    return counted.isEmpty ? 0 : counted.reduce(0, +) / Double(counted.count)
  }
}
