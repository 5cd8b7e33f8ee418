public import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Every way in which run folders and checkpoints touch the disk, as replaceable closures.
///
/// ``system`` is the real thing. A test wraps it to make the n-th operation fail, which is how the
/// promise "always the old or the new checkpoint" is proved.
public struct FileOperations: Sendable {
  /// Creates a folder and its parents and forces their names to the disk; one that exists is fine.
  public var makeFolder: @Sendable (_ path: String) throws(FileError) -> Void
  /// Creates a folder in one that is there; one that exists is fine.
  package var makeChild: @Sendable (_ path: String) throws(FileError) -> Void
  /// Opens a file for writing, emptied; the result is its descriptor.
  public var create: @Sendable (_ path: String) throws(FileError) -> Int32
  /// Opens a file to be continued after its first `byteCount` bytes; the rest is cut off.
  public var resume: @Sendable (_ path: String, _ byteCount: Int) throws(FileError) -> Int32
  /// Opens a file that is there to be written at any place, and gives it the size `byteCount`.
  package var reopen: @Sendable (_ path: String, _ byteCount: Int) throws(FileError) -> Int32
  /// Writes all bytes to a descriptor; `path` is for the error.
  public var write:
    @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ path: String)
      throws(FileError) -> Void
  /// Writes all bytes to a descriptor from byte `offset` of the file on.
  package var writeAt:
    @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ path: String)
      throws(FileError) -> Void
  /// Forces a descriptor's data to the disk.
  public var sync: @Sendable (_ descriptor: Int32, _ path: String) throws(FileError) -> Void
  /// Closes a descriptor.
  public var close: @Sendable (_ descriptor: Int32, _ path: String) throws(FileError) -> Void
  /// Forces a folder's list of names to the disk.
  public var syncFolder: @Sendable (_ path: String) throws(FileError) -> Void
  /// Renames a file or folder, replacing a file of that name.
  public var rename: @Sendable (_ from: String, _ to: String) throws(FileError) -> Void
  /// Removes a file or a folder with its content; one that is missing is fine.
  public var remove: @Sendable (_ path: String) throws(FileError) -> Void
  /// The names in a folder, sorted.
  public var list: @Sendable (_ path: String) throws(FileError) -> [String]
  /// The content of a file, mapped where that is safe.
  public var read: @Sendable (_ path: String) throws(FileError) -> Data
  /// Hands over a file's bytes from its start, piece by piece: a file of any size takes little memory.
  package var pieces:
    @Sendable (_ path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) -> Void
  /// Opens a file to be read at any place.
  package var open: @Sendable (_ path: String) throws(FileError) -> ReadableFile
  /// The size of a file, which is not read.
  package var byteCount: @Sendable (_ path: String) throws(FileError) -> Int

  /// The operating system's own operations.
  public static let system = FileOperations(
    makeFolder: { path throws(FileError) in try makeFolders(path) },
    makeChild: { path throws(FileError) in try makeChildFolder(path) },
    create: { path throws(FileError) in
      let descriptor = retrying { openPath(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
      guard descriptor >= 0 else { throw FileError(path: path, action: "create", code: errno) }
      return descriptor
    },
    resume: { path, byteCount throws(FileError) in
      let descriptor = retrying { openPath(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644) }
      guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
      guard ftruncate(descriptor, off_t(byteCount)) == 0, lseek(descriptor, 0, SEEK_END) >= 0
      else {
        let code = errno
        _ = closeDescriptor(descriptor)
        throw FileError(path: path, action: "continue", code: code)
      }
      return descriptor
    },
    reopen: { path, byteCount throws(FileError) in
      let descriptor = retrying { openPath(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
      guard retrying({ ftruncate(descriptor, off_t(byteCount)) }) == 0 else {
        let code = errno
        _ = closeDescriptor(descriptor)
        throw FileError(path: path, action: "write", code: code)
      }
      return descriptor
    },
    write: { descriptor, bytes, path throws(FileError) in
      try writeAll(descriptor, bytes, path)
    },
    writeAt: { descriptor, bytes, offset, path throws(FileError) in
      try writeAll(descriptor, bytes, at: offset, path)
    },
    sync: { descriptor, path throws(FileError) in
      // EINVAL: a device or pipe that has nothing to force to a disk.
      guard retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
        throw FileError(path: path, action: "write", code: errno)
      }
    },
    close: { descriptor, path throws(FileError) in
      // Not retried: Linux releases the descriptor even when close is interrupted.
      guard closeDescriptor(descriptor) == 0 || errno == EINTR else {
        throw FileError(path: path, action: "write", code: errno)
      }
    },
    syncFolder: { path throws(FileError) in
      let descriptor = retrying { openPath(path, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
      defer { _ = closeDescriptor(descriptor) }
      guard retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
        throw FileError(path: path, action: "write", code: errno)
      }
    },
    rename: { from, to throws(FileError) in
      guard renamePath(from, to) == 0 else {
        throw FileError(path: from, action: "rename to \(to)", code: errno)
      }
    },
    remove: { path throws(FileError) in try removeTree(path) },
    list: { path throws(FileError) in
      do {
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      } catch {
        // Foundation does not say why; the system does.
        guard let folder = opendir(path) else {
          let code = errno
          var status = stat()
          guard code == ENOTDIR, stat(path, &status) == 0 else {
            throw FileError(path: path, action: "list the folder", code: code)
          }
          throw FileError(path: path, reason: "is a file, expected a folder", code: code)
        }
        closedir(folder)
        throw FileError(path: path, action: "list the folder", code: EIO)
      }
    },
    read: { path throws(FileError) in try map(path) },
    pieces: { path, body throws(FileError) in try readPieces(path, body) },
    open: { path throws(FileError) in try ReadableFile(path) },
    byteCount: { path throws(FileError) in Int(try status(path).st_size) })

  static func retrying(_ call: () -> Int32) -> Int32 {
    var result = call()
    while result < 0 && errno == EINTR { result = call() }
    return result
  }

  private static func makeFolders(_ path: String) throws(FileError) {
    if mkdir(path, 0o755) == 0 { return syncName(of: path) }
    let code = errno
    if code == EEXIST {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue { return }
      throw FileError(path: path, reason: "cannot create the folder: a file has this name")
    }
    let parent = PathText.parent(of: path)
    guard code == ENOENT, !parent.isEmpty, parent != path else {
      throw FileError(path: path, action: "create the folder", code: code)
    }
    try makeFolders(parent)
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw FileError(path: path, action: "create the folder", code: errno)
    }
    syncName(of: path)
  }

  private static func makeChildFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o755) == 0 { return syncName(of: path) }
    guard errno == EEXIST else {
      throw FileError(path: path, action: "create the folder", code: errno)
    }
    // It is there, or something else of its name, which is said.
    try makeFolders(path)
  }

  /// Forces the name of a new folder to the disk: what is in it is lost with its name.
  private static func syncName(of path: String) {
    let parent = PathText.parent(of: path)
    // Best effort: a folder that may not be read, and so not be opened, can still take a new one.
    try? system.syncFolder(parent.isEmpty ? "." : parent)
  }

  /// Writes where the descriptor stands, or from byte `offset` of the file on.
  private static func writeAll(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int? = nil, _ path: String
  ) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let place = offset.map { $0 + bytes.count - rest.count }
      let written = writeSome(descriptor, rest, at: place)
      if written < 0, errno == EAGAIN {
        // A pipe or terminal that another program has made non-blocking, and that is full.
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&state, 1, -1)
        continue
      }
      guard written > 0 || (written < 0 && errno == EINTR) else {
        throw FileError(path: path, action: "write", code: written == 0 ? EIO : errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, written)))
    }
  }

  private static func removeTree(_ path: String) throws(FileError) {
    guard removePath(path) != 0, errno != ENOENT else { return }
    // Not a file nor an empty folder: empty it first.
    guard errno == ENOTEMPTY || errno == EEXIST else {
      throw FileError(path: path, action: "remove", code: errno)
    }
    for name in try system.list(path) { try removeTree(path + "/" + name) }
    guard removePath(path) == 0 || errno == ENOENT else {
      throw FileError(path: path, action: "remove", code: errno)
    }
  }
}

// The closures above shadow these names of the C library.
func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
func openPath(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
  open(path, flags, mode)
}
private func renamePath(_ from: String, _ to: String) -> Int32 { rename(from, to) }
private func removePath(_ path: String) -> Int32 { remove(path) }
private func writeSome(
  _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int?
) -> Int {
  guard let offset else { return write(descriptor, bytes.baseAddress, bytes.count) }
  return pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
}
