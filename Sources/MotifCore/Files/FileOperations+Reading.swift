internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How files are read; each refusal carries the system's own reason.
extension FileOperations {
  /// Bytes that a piece has at most: much more would be no faster.
  private static let pieceSize = 1 << 16

  /// The file's bytes, mapped where that is safe.
  static func map(_ path: String) throws(FileError) -> Data {
    _ = try status(path)
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
      throw FileError(path: path, action: "read", code: cause?.code.rawValue ?? ENOMEM)
    }
  }

  /// Reads the file from its start with one small buffer.
  static func readPieces(
    _ path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    _ = try status(path)
    let descriptor = retrying { openPath(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    defer { _ = closeDescriptor(descriptor) }
    // Not Swift's own allocation, which ends the process where there is no memory.
    guard let buffer = malloc(pieceSize) else {
      throw FileError(path: path, action: "read", code: ENOMEM)
    }
    defer { free(buffer) }
    while true {
      let count = readSome(descriptor, buffer, pieceSize)
      if count == 0 { return }
      if count > 0 {
        body(UnsafeRawBufferPointer(start: buffer, count: count))
      } else if errno != EINTR {
        throw FileError(path: path, action: "read", code: errno)
      }
    }
  }

  /// The size of a file and the SHA-256 of its content in hexadecimal, read piece by piece.
  package func digest(
    of path: String
  ) throws(FileError) -> (byteCount: Int, sha256: String) {
    var hash = SHA256()
    var count = 0
    try pieces(path) { piece in
      hash.update(piece)
      count += piece.count
    }
    return (count, hash.finish())
  }

  /// What the system knows of a file, which must not be a folder.
  static func status(_ path: String) throws(FileError) -> stat {
    var found = stat()
    guard retrying({ stat(path, &found) }) == 0 else {
      guard errno == ENOENT else { throw FileError(path: path, action: "read", code: errno) }
      throw FileError(path: path, reason: "no such file", code: ENOENT)
    }
    guard found.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(path: path, reason: "is a folder, expected a file", code: EISDIR)
    }
    return found
  }
}

// A closure of the type shadows this name of the C library.
private func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
