internal import Foundation
package import MotifCore

/// Where the records of a run go: `metrics.jsonl`, and event files for TensorBoard when wanted.
package final class RunLog {
  private let folder: String
  private let writesEvents: Bool
  private var metrics: MetricsLog
  /// The step that what is appended next follows on, nil at the start of a run.
  private var resumedStep: Int?
  /// Made with the first record: a run that takes no step leaves no file without one.
  private var events: TensorBoardWriter?

  /// Opens the logs in the run folder `folder`, of a run that continues after `resumedStep`, or of a new one with nil.
  ///
  /// What older files say about later steps is cut off or marked as void.
  package init(
    folder: String, resumedStep: Int? = nil, writesEvents: Bool = true
  ) throws(FileError) {
    self.folder = folder
    self.writesEvents = writesEvents
    self.resumedStep = resumedStep
    metrics = try MetricsLog(path: Self.metricsPath(folder), resumedStep: resumedStep)
  }

  /// Where the metrics of the run in `folder` are.
  package static func metricsPath(_ folder: String) -> String { folder + "/metrics.jsonl" }

  /// Appends a record to every log.
  package func append(_ record: MetricsRecord) throws(FileError) {
    try metrics.append(record)
    guard writesEvents else { return }
    if events == nil { events = try TensorBoardWriter(run: folder, resumedStep: resumedStep) }
    try events?.append(record)
  }

  /// Forces what was appended to the disk.
  package func synchronize() throws(FileError) {
    try metrics.synchronize()
    try events?.synchronize()
  }

  /// Gives up what was logged after `step`: the run has gone back to it.
  package func rewind(to step: Int) throws(FileError) {
    metrics = try MetricsLog(path: Self.metricsPath(folder), resumedStep: step)
    (resumedStep, events) = (step, nil)
  }
}
