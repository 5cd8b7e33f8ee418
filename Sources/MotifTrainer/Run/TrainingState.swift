package import MotifData
package import MotifOptimizer
internal import MotifReport

/// What a checkpoint says besides weights and optimizer state.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken.
  package var step = 0
  /// Tokens read.
  package var tokens = 0
  /// Where the data stand.
  package var data: BatchStream.State
  /// The metrics of the last step as JSON, when a signal came before they were validated.
  package var unvalidated: String?
  /// Recent losses, refused steps, and the factor on the learning rate.
  package var safety = StepGuard.State()
  /// How to count what training has computed; nil in the state of a run that left it to its metrics.
  package var flops: TrainingFLOPs?

  /// What training had computed for these weights when the checkpoint was taken, that of the weights
  /// that the run started from included; nil where only the metrics know.
  package var trainingFLOPs: Double? { flops?.total }

  // `flops` was a count without pairs, which says too much.
  private enum CodingKeys: String, CodingKey {
    case step, tokens, data, unvalidated, safety
    case flops = "computed"
  }

  /// What training had computed before the tokens that the state counts, as the state says.
  ///
  /// That of an older run does not: then it is what the weights began with that the first line of the
  /// metrics in `folder` says, and 0 when these are lost or damaged, for which no run is refused.
  func flopsBefore(in folder: RunFolder) -> Double {
    if let flops { return flops.before }
    let waiting = unvalidated.flatMap(MetricsRecord.init(jsonLine:))
    let first = (try? MetricsLog.read(folder.metricsPath))?.first ?? waiting
    return first?.step == 0 ? first?.number("trainingFLOPs") ?? 0 : 0
  }
}
