internal import Foundation
internal import MotifCore

/// What the folder of a run says about the settings of the run.
struct RunRecord {
  private let folder: RunFolder

  /// The record in `folder`.
  init(_ folder: RunFolder) { self.folder = folder }

  /// Keeps the config that a run is continued with and draws its schedules anew, so that the folder
  /// says what happens from here and the next resume continues the same way.
  ///
  /// Returns what changed, a line a key; nil where nothing did.
  func update(_ resolved: ResolvedConfig) throws -> String? {
    guard let changes = try changes(by: resolved) else { return nil }
    try DurableFile.replace(folder.configPath) { file throws(FileError) in
      try file.append(resolved.json)
    }
    try folder.write(plan: ScheduleCharts(resolved.config).svg)
    return changes
  }

  /// What `resolved` has otherwise than the config in the folder, a line a key; nil for nothing.
  func changes(by resolved: ResolvedConfig) throws -> String? {
    let before = try FileOperations.system.read(folder.configPath)
    guard before != Data(resolved.json.utf8) else { return nil }
    // One of an older version of this program may have keys that are gone.
    guard let known = try? ConfigLoader.load(path: folder.configPath) else {
      return "  the config before can be read no more"
    }
    let changes = resolved.changes(since: known)
    return changes.isEmpty ? nil : changes
  }
}
