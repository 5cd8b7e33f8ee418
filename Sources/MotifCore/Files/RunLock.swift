internal import Foundation

/// Keeps a run folder for one process: two that write the same run would ruin both.
///
/// The kernel releases the lock when the process ends, however it ends; the file `.lock` stays and
/// means nothing by itself. It holds the number of the process, for the sentence that another one
/// gets. On file systems without locks nobody is kept out.
package final class RunLock {
  private let descriptor: Int32

  /// Locks the folder `folder`, which must exist.
  ///
  /// Throws ``FileError`` when another process has it.
  package init(folder: String) throws(FileError) {
    let path = folder + "/.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
    var result = flock(descriptor, LOCK_EX | LOCK_NB)
    while result != 0 && errno == EINTR { result = flock(descriptor, LOCK_EX | LOCK_NB) }
    if result != 0 && errno == EWOULDBLOCK {
      throw FileError(path: folder, reason: "is being trained by \(holder)")
    }
    let name = Array("\(getpid())\n".utf8)
    // Best effort: the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, name, name.count, 0)
  }

  deinit { _ = close(descriptor) }

  /// Lets go of the folder.
  ///
  /// Without a call the folder is let go of with the value.
  package func release() { _ = flock(descriptor, LOCK_UN) }

  /// `process 123`, or `another process` in the moment before it has said who it is.
  private var holder: String {
    var text = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &text, text.count, 0)
    let name = String(decoding: text.prefix(max(0, count)), as: UTF8.self)
    return Int(name.filter { !$0.isWhitespace }).map { "process \($0)" } ?? "another process"
  }
}
