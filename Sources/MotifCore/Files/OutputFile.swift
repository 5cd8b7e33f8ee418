internal import Foundation

/// A file that a user names for a result, such as `--html FILE`: opened before the work whose result
/// it takes, written through at its end.
///
/// What stands at the path stays what it is: a symbolic link goes on pointing where it did, a pipe or
/// a device gets the text, a file keeps its rights and its other names. The old content goes when the
/// new one is there to take its place. The program's own folders use
/// ``DurableFile/replace(_:operations:content:)`` instead.
package final class OutputFile {
  /// The path as the user gave it.
  package let path: String
  private var descriptor: Int32?
  /// Whether nothing stood at the path before.
  private let isNew: Bool

  /// Opens the file at `path`, created where it is missing; a pipe waits for its reader.
  ///
  /// Throws ``FileError`` when it cannot be written.
  package init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    isNew = lstat(path, &status) != 0
    var result = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o644)
    while result < 0 && errno == EINTR {
      result = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o644)
    }
    guard result >= 0 else { throw FileError(path: path, action: "write", code: errno) }
    descriptor = result
  }

  deinit {
    guard let descriptor else { return }
    _ = close(descriptor)
    // An empty file that only this value made is no result.
    if isNew { _ = unlink(path) }
  }

  /// Writes `text` as the whole content and closes the file.
  ///
  /// - Precondition: it was not written before.
  package func write(_ text: String) throws(FileError) {
    guard let descriptor else { preconditionFailure("\(path) is written twice") }
    self.descriptor = nil
    let operations = FileOperations.system
    do throws(FileError) {
      var status = stat()
      // Pipes and devices have no length to begin at.
      let isPlain = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      guard !isPlain || ftruncate(descriptor, 0) == 0 else {
        throw FileError(path: path, action: "write", code: errno)
      }
      try Array(text.utf8).withUnsafeBufferPointer { bytes throws(FileError) in
        try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
      }
      try operations.sync(descriptor, path)
    } catch {
      // The first error is the one to report.
      try? operations.close(descriptor, path)
      throw error
    }
    try operations.close(descriptor, path)
  }
}
