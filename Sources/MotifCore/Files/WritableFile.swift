/// A plain file that is there, open to be written at any place, also by others at other places.
///
/// Nothing counts as written before ``finish()`` has returned.
package final class WritableFile {
  /// The file.
  package let path: String
  private let operations: FileOperations
  private var descriptor: Int32?

  /// Opens the file at `path`, which gets the size `byteCount`: what is new in it is zero.
  ///
  /// All who write the file side by side name the same size.
  package init(
    _ path: String, byteCount: Int, operations: FileOperations = .system
  ) throws(FileError) {
    self.path = path
    self.operations = operations
    descriptor = try operations.reopen(path, byteCount)
  }

  deinit {
    // An abandoned file has no caller left to tell about a failing close.
    if let descriptor { try? operations.close(descriptor, path) }
  }

  /// Writes bytes from byte `offset` on; the disk being full is an error here or in ``finish()``.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    guard let descriptor else { preconditionFailure("\(path) is written after it was finished") }
    try operations.writeAt(descriptor, bytes, offset, path)
  }

  /// Forces what was written to the disk and closes the file.
  package func finish() throws(FileError) {
    guard let descriptor else { preconditionFailure("\(path) is finished twice") }
    try operations.sync(descriptor, path)
    self.descriptor = nil
    try operations.close(descriptor, path)
  }
}
