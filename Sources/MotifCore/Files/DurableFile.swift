public import Foundation

/// A file being written: buffered, hashed on the way, forced to the disk when it is finished.
///
/// Nothing counts as written before ``finish()`` has returned. A file that is dropped without it is
/// closed and left behind incomplete, so write under a temporary name and rename.
public final class DurableFile {
  /// The file.
  public let path: String
  /// Bytes appended so far.
  public private(set) var byteCount = 0
  private let operations: FileOperations
  private var descriptor: Int32?
  private var buffer: [UInt8] = []
  private var hash: SHA256?

  /// Small appends are gathered to writes of this many bytes.
  private static let bufferSize = 1 << 20

  /// Creates the file at `path`, emptied if it exists; with `hashing`, ``finish()`` returns a digest.
  public init(
    path: String, hashing: Bool = false, operations: FileOperations = .system
  ) throws(FileError) {
    self.path = path
    self.operations = operations
    hash = hashing ? SHA256() : nil
    descriptor = try operations.create(path)
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    // An abandoned file has no caller left to tell about a failing close.
    if let descriptor { try? operations.close(descriptor, path) }
  }

  /// Appends bytes; the disk being full is an error here or in ``finish()``.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    guard let descriptor else { preconditionFailure("\(path) is written after it was finished") }
    hash?.update(bytes)
    byteCount += bytes.count
    if buffer.count + bytes.count <= Self.bufferSize {
      buffer.append(contentsOf: bytes)
    } else {
      try flush()
      try operations.write(descriptor, bytes, path)
    }
  }

  /// Appends the UTF-8 bytes of `text`.
  public func append(_ text: String) throws(FileError) {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(FileError) in
      try append(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Appends `data`.
  public func append(_ data: Data) throws(FileError) {
    try Array(data).withUnsafeBufferPointer { bytes throws(FileError) in
      try append(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Forces everything to the disk and closes the file.
  ///
  /// The result is the SHA-256 of the content in hexadecimal, or nil without `hashing`.
  @discardableResult
  public func finish() throws(FileError) -> String? {
    guard let descriptor else { preconditionFailure("\(path) is finished twice") }
    try flush()
    try operations.sync(descriptor, path)
    self.descriptor = nil
    try operations.close(descriptor, path)
    return hash?.finish()
  }

  private func flush() throws(FileError) {
    guard let descriptor, !buffer.isEmpty else { return }
    try buffer.withUnsafeBufferPointer { bytes throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes the file `path` so that a reader sees the old content or the new, never a part.
  ///
  /// The content goes to a temporary file beside it that nobody else writes, is forced to the disk, and
  /// renamed; the folder is forced to the disk as well. On an error the old file stays and nothing is
  /// left behind, unless forcing the folder fails: then the new file is in place, but may be gone after
  /// a power cut.
  public static func replace(
    _ path: String, operations: FileOperations = .system,
    content: (DurableFile) throws(FileError) -> Void
  ) throws(FileError) {
    try replace(path, mode: nil, operations: operations, content: content)
  }

  /// Writes the file `path` as above, with the rights `mode` where they are given.
  static func replace(
    _ path: String, mode: mode_t?, operations: FileOperations = .system,
    content: (DurableFile) throws(FileError) -> Void
  ) throws(FileError) {
    let partial = TemporaryName.beside(path)
    do {
      let file = try DurableFile(path: partial, operations: operations)
      // Best effort: the rights of a new file are no worse than those of any other.
      if let mode { _ = chmod(partial, mode) }
      try content(file)
      try file.finish()
      try operations.rename(partial, path)
      let folder = PathText.parent(of: path)
      try operations.syncFolder(folder.isEmpty ? "." : folder)
    } catch {
      // The first error is the one to report.
      try? operations.remove(partial)
      throw error
    }
  }
}
