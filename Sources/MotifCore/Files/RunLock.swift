internal import Foundation

/// Keeps a run folder for one process: two that write the same run would ruin both.
///
/// The folder itself is locked, so that it helps nobody to remove a file from it, and the file `.lock`,
/// which holds the number of the process for the sentence that another one gets. The kernel releases
/// both when the process ends, however it ends. On file systems without locks nobody is kept out.
package final class RunLock: Sendable {
  private let folder: String
  private let descriptor: Int32
  private let file: ProcessLock

  /// Locks the folder `folder`, which must exist.
  ///
  /// Throws ``FileError`` when another process has it.
  package init(folder: String) throws(FileError) {
    self.folder = folder
    let path = folder + "/.lock"
    // A folder that may not be read cannot be opened: then the file alone is locked.
    let opened = FileOperations.retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard opened < 0 || ProcessLock.lock(opened) else {
      let note = open(path, O_RDONLY | O_CLOEXEC)
      defer { if note >= 0 { _ = close(note) } }
      _ = close(opened)
      throw FileError(path: folder, reason: "is being trained by \(ProcessLock.holder(note))")
    }
    do throws(FileError) {
      file = try ProcessLock(file: path, holding: folder, verb: "trained")
    } catch {
      if opened >= 0 { _ = close(opened) }
      throw error
    }
    descriptor = opened
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Lets go of the folder.
  ///
  /// Without a call the folder is let go of with the value.
  package func release() {
    file.release()
    if descriptor >= 0 { _ = flock(descriptor, LOCK_UN) }
  }

  /// Throws ``FileError`` when the folder no longer has its name: it was moved or removed.
  package func requireInPlace() throws(FileError) {
    guard descriptor >= 0, !ProcessLock.isSame(descriptor, folder) else { return }
    throw FileError(
      path: folder,
      reason: "was moved or removed while it was trained; nothing more is saved. Where it is now, "
        + "its newest checkpoint can be continued")
  }
}
