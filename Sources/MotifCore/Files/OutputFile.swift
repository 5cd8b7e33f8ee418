internal import Foundation

/// A file that a user names for a result, such as `--html FILE`: tried before the work whose result it
/// takes, written through at its end.
///
/// What stands at the path stays what it is: a symbolic link goes on pointing where it did, a pipe or
/// a device gets the text, a file keeps its rights and its other names. A file of one name is replaced
/// as a whole, so that whoever reads it meanwhile, or writes it too, never sees a part.
package final class OutputFile {
  /// The path as the user gave it.
  package let path: String
  private let place: Place

  private enum Place {
    /// A file, or none yet: a new one takes its name. `mode` is nil where there was none.
    case replaced(String, mode: mode_t?)
    /// What must stay the same thing: written where it is.
    case kept(Int32)
  }

  /// Tries whether the file at `path` can be written; a pipe waits for its reader.
  ///
  /// Throws ``FileError`` when it cannot.
  package init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    // By the path itself: a pipe behind /dev/stdout has no name that its link could lead to.
    let exists = stat(path, &status) == 0
    let isPlain = status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
    if exists, !isPlain || Self.isStream(path) {
      place = .kept(try Self.open(path))
      return
    }
    let target = Self.target(of: path)
    // The right to write a file is its own, the right to replace it that of its folder.
    if exists { _ = close(try Self.open(path)) }
    let folder = PathText.parent(of: target)
    let probe = TemporaryName.beside(target)
    let system = FileOperations.system
    system.sweep(folder.isEmpty ? "." : folder, of: PathText.name(of: target))
    do throws(FileError) {
      let descriptor = try system.create(probe)
      try? system.close(descriptor, probe)
      try? system.remove(probe)
      place = .replaced(target, mode: exists ? status.st_mode & 0o7777 : nil)
    } catch {
      guard exists else { throw FileError(path: path, action: "write", code: error.code ?? EIO) }
      place = .kept(try Self.open(path))
    }
  }

  deinit { if case .kept(let descriptor) = place { _ = close(descriptor) } }

  /// Writes `text` as the whole content.
  ///
  /// Throws ``FileError``; a file that was replaced as a whole then is as it was.
  package func write(_ text: String) throws(FileError) {
    switch place {
    case .kept(let descriptor): try overwrite(descriptor, text)
    case .replaced(let target, let mode):
      do throws(FileError) {
        try DurableFile.replace(target, mode: mode) { file throws(FileError) in
          try file.append(text)
        }
      } catch {
        throw FileError(path: path, reason: error.reason, code: error.code)
      }
    }
  }

  private func overwrite(_ descriptor: Int32, _ text: String) throws(FileError) {
    let system = FileOperations.system
    var status = stat()
    // Pipes and devices have no length to begin at.
    if fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG {
      // Of two that write the same file at once, one waits.
      _ = FileOperations.retrying { flock(descriptor, LOCK_EX) }
      guard ftruncate(descriptor, 0) == 0 else {
        throw FileError(path: path, action: "write", code: errno)
      }
    }
    defer { _ = flock(descriptor, LOCK_UN) }
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(FileError) in
      try system.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
    try system.sync(descriptor, path)
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    let result = FileOperations.retrying {
      openPath(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    }
    guard result >= 0 else { throw FileError(path: path, action: "write", code: errno) }
    return result
  }

  /// Where `path` leads through symbolic links, also when nothing is there yet.
  private static func target(of path: String) -> String {
    var target = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else {
        break
      }
      let folder = PathText.parent(of: target)
      target = next.hasPrefix("/") || folder.isEmpty ? next : folder + "/" + next
    }
    return target
  }

  /// Whether another descriptor may write the file of that name, as with `/dev/stdout`.
  private static func isStream(_ path: String) -> Bool {
    [STDOUT_FILENO, STDERR_FILENO].contains { ProcessLock.isSame($0, path) }
  }
}
