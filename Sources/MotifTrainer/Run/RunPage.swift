internal import Foundation
package import MotifCore
package import MotifReport
internal import MotifTensor

/// The report page of a run: what was logged so far, and what the run found at its end.
package struct RunPage {
  private let folder: RunFolder
  private let phases: [LineChart.Band]

  /// The page of the run in `folder`, whose charts are shaded in `phases`.
  package init(_ folder: RunFolder, phases: [LineChart.Band] = []) {
    (self.folder, self.phases) = (folder, phases)
  }

  /// Whether the run has ended and what it found was kept.
  var hasResults: Bool {
    FileManager.default.fileExists(atPath: RunReport.resultsPath(folder.path))
  }

  /// The page that shows `records`, those of the run.
  package func html(_ records: [MetricsRecord]) -> String {
    RunReport.html(folder: folder.path, records: records, phases: phases)
  }

  /// Draws the page into the folder; cost: reads the whole log.
  package func write() throws(FileError) {
    // A page is some megabytes of text while it is made, and no step is taken meanwhile.
    ComputeMemory.returnPages()
    try write(html(try MetricsLog.read(folder.metricsPath)))
  }

  /// Keeps `page` in the folder.
  package func write(_ page: String) throws(FileError) {
    try DurableFile.replace(folder.reportPath) { file throws(FileError) in try file.append(page) }
  }

  /// Keeps what the run found, and what is inside its model.
  func keep(_ results: TrainingSummary, _ inside: ModelInside) throws {
    let files = [
      (ModelInside.path(folder.path), try inside.json),
      (RunReport.resultsPath(folder.path), try results.json),
    ]
    for (path, text) in files {
      try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
    }
  }
}
