internal import Foundation
internal import Synchronization

/// A lock on a file that one process has at a time, with the number of that process in the file.
///
/// The kernel releases it when the process ends, however it ends; the file means nothing by itself. On
/// file systems without locks nobody is kept out.
package final class ProcessLock: Sendable {
  private let descriptor: Int32
  private let file: String
  private let removesFile: Bool
  private let isHeld = Atomic(true)

  /// Locks `file`, created where it is missing.
  ///
  /// Throws ``FileError`` that names `path` when another process has it: it "is being `verb` by process
  /// 123".
  ///
  /// - Parameter removesFile: whether the file goes when the lock is released.
  package init(
    file: String, holding path: String, verb: String, removesFile: Bool = false
  ) throws(FileError) {
    self.file = file
    self.removesFile = removesFile
    while true {
      let opened = FileOperations.retrying { open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
      guard opened >= 0 else { throw FileError(path: file, action: "open", code: errno) }
      guard Self.lock(opened) else {
        let holder = Self.holder(opened)
        _ = close(opened)
        throw FileError(path: path, reason: "is being \(verb) by \(holder)")
      }
      // Whoever held it may have removed the file since it was opened: then the lock keeps nobody out.
      if !removesFile || Self.isSame(opened, file) {
        descriptor = opened
        break
      }
      _ = close(opened)
    }
    let name = Array("\(getpid())\n".utf8)
    // Best effort: the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, name, name.count, 0)
  }

  deinit {
    release()
    _ = close(descriptor)
  }

  /// Lets go.
  ///
  /// Without a call it is let go of with the value.
  package func release() {
    guard isHeld.exchange(false, ordering: .sequentiallyConsistent) else { return }
    if removesFile { _ = unlink(file) }
    _ = flock(descriptor, LOCK_UN)
  }

  /// Whether `descriptor` was locked or its file system has no locks.
  static func lock(_ descriptor: Int32) -> Bool {
    FileOperations.retrying { flock(descriptor, LOCK_EX | LOCK_NB) } == 0 || errno != EWOULDBLOCK
  }

  /// Whether what `descriptor` opened still has the name `path`.
  static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (opened, found) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && stat(path, &found) == 0
      && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino
  }

  /// `process 123`, or `another process` in the moment before it has said who it is.
  static func holder(_ descriptor: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &text, text.count, 0)
    let name = String(decoding: text.prefix(max(0, count)), as: UTF8.self)
    return Int(name.filter { !$0.isWhitespace }).map { "process \($0)" } ?? "another process"
  }
}
