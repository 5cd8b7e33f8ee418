internal import Foundation
internal import MotifCore
internal import MotifReport

/// What the folder of a run says about the run: its settings, its log, its page.
struct RunRecord {
  private let resolved: ResolvedConfig
  private let folder: RunFolder
  private let output: ProgressOutput

  /// Bytes of a log that is drawn within a second or two.
  private static let longLog = 8 << 20

  /// The record in `folder` of a run of `resolved`, told of to `output`.
  init(_ resolved: ResolvedConfig, in folder: RunFolder, output: ProgressOutput) {
    self.resolved = resolved
    self.folder = folder
    self.output = output
  }

  /// Says what a run that goes on from `state` does otherwise than before, and keeps it in the folder;
  /// returns whether all its `steps` steps were taken before.
  ///
  /// Settings of a run that is finished are used for nothing but its summary: its record stays.
  func isFinished(_ state: TrainingState?, steps: Int) throws -> Bool {
    let changes = try changes()
    let isDrawn = FileManager.default.fileExists(atPath: folder.planPath)
    guard let state, state.step >= steps, state.unvalidated == nil else {
      // A run that was killed while it was made has no drawing yet.
      if changes != nil || !isDrawn { try folder.write(plan: ScheduleCharts(resolved.config).svg) }
      guard let changes else { return false }
      try DurableFile.replace(folder.configPath) { file throws(FileError) in
        try file.append(resolved.json)
      }
      output.write("\(folder.configPath): changed to what this resume asks for\n\(changes)\n")
      return false
    }
    output.write(
      "\(folder.path): finished at step \(NumberText.grouped(state.step)); nothing is left to train, "
        + "a larger training.steps makes it longer\n")
    if let changes {
      output.write("\(folder.configPath): stays as it is, without\n\(changes)\n")
    }
    return true
  }

  /// What the config has otherwise than the one in the folder, a line a key; nil for nothing.
  private func changes() throws -> String? {
    let before = try FileOperations.system.read(folder.configPath)
    guard before != Data(resolved.json.utf8) else { return nil }
    // One of an older version of this program may have keys that are gone.
    guard let known = try? ConfigLoader.load(path: folder.configPath) else {
      return "  the config before can be read no more"
    }
    let changes = resolved.changes(since: known)
    return changes.isEmpty ? nil : changes
  }

  /// The log of a run that goes on from `state`; the line of a step that was not validated yet is
  /// written again.
  func log(_ state: TrainingState?) throws(FileError) -> RunLog {
    try RunLog(
      folder: folder.path,
      resumedStep: state.map { $0.unvalidated == nil ? $0.step : $0.step - 1 },
      writesEvents: resolved.config.logging.tensorBoard)
  }

  /// Draws the page; one that cannot be drawn costs a sentence, never the run.
  ///
  /// Whoever has stopped the run does not wait for the drawing of a long log.
  func draw(isStopped: Bool) {
    guard resolved.config.logging.report else { return }
    let bytes = (try? FileOperations.system.byteCount(folder.metricsPath)) ?? 0
    guard !isStopped || bytes <= Self.longLog else {
      output.write("the page of so long a run is drawn by: motif-train report \(folder.path)\n")
      return
    }
    do { try RunPage(of: folder).write() } catch { output.write("no report: \(error)\n") }
  }
}
