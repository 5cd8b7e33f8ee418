internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifReport

extension TrainingRun {
  /// Works out what the run will take, without writing or training anything.
  ///
  /// Reads and tokenizes the sources as a run does, then takes a few steps on a model that is thrown
  /// away when there is memory for it. Throws ``DataError`` or ``FileError`` for a source or initial
  /// weights that cannot be read, ``ConfigErrors`` for a step that is beyond all counting.
  public func plan() throws -> TrainingPlan {
    try PlannedRun(self).plan()
  }

  /// The schedules drawn as an SVG file.
  func scheduleSVG() throws(DataError) -> String {
    let charts = ScheduleCharts(
      learningRate: schedule, mixture: try curriculum(), steps: options.steps,
      rowsPerStep: config.training.sequencesPerStep,
      sequenceLength: config.training.sequenceLength)
    return LineChart.svgDocument(
      title: "Schedules of \(config.name)", stacking: charts.charts)
  }

  /// Draws the schedules into `NAME.plan.svg` beside the run folder, which is not touched.
  ///
  /// Returns the path of the file. Throws ``FileError`` when it cannot be written.
  public func writePlanDrawing() throws -> String {
    let path = folderPath + ".plan.svg"
    let text = try scheduleSVG()
    try FileOperations.system.makeFolder(config.output)
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
    return path
  }
}
