internal import Foundation

/// A plain file that is open to be read at any place; what is read is copied, nothing is mapped.
///
/// A mapped page counts as the process's own memory once it is touched, so a file of any size is read
/// piece by piece instead. The content stays readable when the file loses its name meanwhile.
package final class ReadableFile: Sendable {
  /// The file.
  package let path: String
  /// Its size when it was opened.
  package let byteCount: Int
  private let descriptor: Int32

  /// Opens the file at `path`.
  ///
  /// Throws ``FileError`` when it is missing, cannot be read or is a folder, pipe or device.
  package init(_ path: String) throws(FileError) {
    self.path = path
    _ = try FileOperations.status(path)
    // A pipe without a writer would be waited for.
    let opened = FileOperations.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard opened >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      _ = close(opened)
      throw FileError(path: path, reason: "is a pipe or a device, expected a file")
    }
    descriptor = opened
    byteCount = Int(status.st_size)
  }

  deinit { _ = close(descriptor) }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// Throws ``FileError`` when the system refuses or the file has become shorter.
  package func read(
    from offset: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(FileError) {
    var done = 0
    while done < target.count, let base = target.baseAddress {
      let count = pread(descriptor, base + done, target.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw FileError(
          path: path,
          reason: "ends at byte \(offset + done), expected \(target.count - done) more: it was cut "
            + "off")
      } else if errno != EINTR {
        throw FileError(path: path, action: "read", code: errno)
      }
    }
  }

  /// The bytes of `range`, which lies in the file.
  package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: range.count)
    try result.withUnsafeMutableBufferPointer { target throws(FileError) in
      try read(from: range.lowerBound, into: UnsafeMutableRawBufferPointer(target))
    }
    return result
  }
}
