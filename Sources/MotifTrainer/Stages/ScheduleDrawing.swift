internal import MotifCore

/// The drawing of a run's schedules beside its folder, which is not touched: for `--plan`.
package struct ScheduleDrawing {
  private let config: TrainConfig

  /// The drawing for a run of `config`.
  package init(_ config: TrainConfig) { self.config = config }

  /// Draws the schedules into `OUTPUT/NAME.plan.svg` and returns the path of the file.
  ///
  /// Throws ``FileError`` when it cannot be written.
  package func write() throws -> String {
    let path = config.output + "/" + config.name + ".plan.svg"
    let text = try ScheduleCharts(config).svg
    try FileOperations.system.makeFolder(config.output)
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
    return path
  }
}
