internal import Foundation

extension FileOperations {
  /// Throws ``FileError`` when the system does not let it be known whether there is something at `path`:
  /// what is missing is another matter.
  package static func requireVisible(_ path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) != 0, ![ENOENT, ENOTDIR].contains(errno) else { return }
    throw FileError(path: path, action: "read", code: errno)
  }

  /// Throws ``FileError`` that names `folder` when nothing can be written there or it cannot be made.
  ///
  /// To be asked before long work whose result goes there. The folder is not made: a file is made and
  /// removed in the nearest folder above it that exists.
  package func requireWritable(_ folder: String) throws(FileError) {
    let manager = FileManager.default
    var place = folder
    while !place.isEmpty, !manager.fileExists(atPath: place) {
      place = PathText.parent(of: place)
    }
    if place.isEmpty { place = "." }
    var isFolder: ObjCBool = false
    _ = manager.fileExists(atPath: place, isDirectory: &isFolder)
    guard isFolder.boolValue else {
      throw FileError(path: folder, action: "create the folder", code: ENOTDIR)
    }
    let probe = "\(place)/.motif-probe-\(getpid())"
    do throws(FileError) {
      let descriptor = try create(probe)
      try remove(probe)
      try close(descriptor, probe)
    } catch {
      throw FileError(path: folder, reason: error.reason)
    }
  }

  /// Free bytes where `folder` is or will be.
  package static func freeBytes(_ folder: String) -> Int {
    var url = URL(fileURLWithPath: folder).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    let values = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    return (values?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
  }
}
