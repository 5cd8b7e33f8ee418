internal import Foundation

/// A folder that appears under its name complete or not at all, written by one process at a time.
///
/// The content goes to a temporary folder beside it, which is renamed at the end. Meanwhile the file
/// `.NAME.lock` beside it is locked; the kernel lets go of it however the process ends, and it is
/// removed with the lock.
package struct NewFolder {
  private let path: String
  private let parent: String
  private let operations: FileOperations

  /// The folder `path`, which must not exist when it is written.
  package init(_ path: String, operations: FileOperations = .system) {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    self.path = path
    self.operations = operations
    parent = PathText.parent(of: path)
  }

  /// Makes the folder with what `content` writes into the folder that it is given.
  ///
  /// Throws ``FileError`` when something of that name exists, another process is writing it or it
  /// cannot be written, and what `content` throws. After an error nothing is left of it; what a killed
  /// process has left is removed by the next call.
  package func write<Result>(_ content: (String) throws -> Result) throws -> Result {
    try requireNew()
    try operations.makeFolder(parent)
    let name = PathText.name(of: path)
    let lock = try ProcessLock(
      file: "\(parent)/.\(name).lock", holding: path, verb: "written", removesFile: true)
    defer { lock.release() }
    // Another process may have ended its work between the first look and the lock.
    try requireNew()
    operations.sweep(parent, of: name, evenOwn: true)
    let partial = TemporaryName.beside(path)
    do {
      try operations.makeFolder(partial)
      let result = try content(partial)
      try operations.rename(partial, path)
      try operations.syncFolder(parent)
      return result
    } catch {
      // The first error is the one to report.
      try? operations.remove(partial)
      throw error
    }
  }

  /// Throws ``FileError`` when something of that name exists.
  package func requireNew() throws(FileError) {
    var status = stat()
    guard lstat(path, &status) != 0 else {
      throw FileError(path: path, reason: "already exists; a model needs a new folder")
    }
  }
}
