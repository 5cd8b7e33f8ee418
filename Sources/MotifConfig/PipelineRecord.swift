internal import Foundation
package import MotifCore

/// What the folder of a run of stages says of it: the config that its stages come from.
package struct PipelineRecord {
  private let config: PipelineConfig

  /// The record of the run `config`.
  package init(_ config: PipelineConfig) { self.config = config }

  private var path: String { config.folderPath + "/config.json" }

  /// Whether the run has begun.
  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// What has to run again under this config; nil where the record says nothing else, or cannot be read.
  package func changedStages(
    _ isFinished: (PipelineConfig.Stage) throws -> Bool
  ) throws -> ChangedStages? {
    guard let kept = try? ConfigLoader.pipeline(path: path, run: config.folderPath) else {
      return nil
    }
    return try ChangedStages(config, since: kept, isFinished: isFinished)
  }

  /// Writes the config, unless it stands there.
  package func keep() throws(FileError) {
    let text = config.json
    let before = try? FileOperations.system.read(path)
    guard before != Data(text.utf8) else { return }
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
  }
}
