internal import Foundation
internal import MotifCore
internal import MotifReport
internal import MotifTensor

/// What a run folder says about its first checkpoint: the file `.unsaved` waits beside the run until it
/// is saved.
struct FirstCheckpoint {
  private let folder: RunFolder

  /// What the run in `folder` says.
  init(of folder: RunFolder) { self.folder = folder }

  /// The file that says that none was saved yet.
  var path: String { folder.path + "/.unsaved" }

  /// Whether the run says that none was saved yet.
  var isAwaited: Bool { FileManager.default.fileExists(atPath: path) }

  /// Says that none was saved yet.
  func announce() throws(FileError) {
    try DurableFile.replace(path) { file throws(FileError) in
      try file.append("No checkpoint was saved yet.\n")
    }
  }

  /// Whether the run has a checkpoint to go on from; without one it begins with its first step.
  ///
  /// Throws ``FileError`` when it must have had one, as it logged steps and does not say that none was
  /// saved yet, unless `fromStart` says to begin again all the same.
  func isThere(fromStart: Bool) throws(FileError) -> Bool {
    guard try folder.checkpoints.checkpoints().isEmpty else { return true }
    let log = folder.metricsPath
    guard !fromStart, !isAwaited, let step = try MetricsLog.lastStep(of: log) else { return false }
    throw FileError(
      path: folder.checkpoints.path,
      reason: "holds no checkpoint, though \(log) tells of \(step) steps; bring the checkpoints "
        + "back, or give up these steps and begin again with --from-start")
  }
}
