internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file read once from its start, compressed or not, with one small buffer.
///
/// What it gives is whole: a compressed file that is cut off or damaged ends in an error, never as if
/// it were complete.
package final class InputFile {
  /// The file.
  package let path: String
  /// The file's size on the disk; 0 for a pipe or device.
  package let byteCount: Int
  /// Bytes read from the disk so far.
  package private(set) var bytesRead = 0
  private let descriptor: Int32
  private let decoder: (any StreamDecoder)?
  private var buffer: UnsafeMutableRawBufferPointer
  /// What of the buffer was not decoded yet.
  private var pending = 0..<0
  private var isAtEnd = false

  private static let bufferSize = 1 << 18

  /// Opens the file at `path`.
  ///
  /// Throws ``FileError`` when it is missing or a folder, cannot be read, or is compressed and the
  /// library for that is not there.
  package init(_ path: String) throws(FileError) {
    var status = stat()
    guard FileOperations.retrying({ stat(path, &status) }) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else {
        throw FileError(path: path, action: "read", code: errno)
      }
      throw FileError(path: path, reason: "does not exist")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(path: path, reason: "is a folder, expected a file")
    }
    decoder = try Compression(path: path).decoder(for: path)
    let opened = FileOperations.retrying { openPath(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw FileError(path: path, action: "read", code: errno) }
    self.path = path
    descriptor = opened
    byteCount = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    buffer = .allocate(byteCount: decoder == nil ? 1 : Self.bufferSize, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    _ = closeDescriptor(descriptor)
  }

  /// Fills `target` with the next bytes; the result is smaller than it only at the end of the file.
  ///
  /// Throws ``FileError`` when the system refuses or the content is damaged.
  package func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    while done < target.count {
      let count = try readPiece(UnsafeMutableRawBufferPointer(rebasing: target[done...]))
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Passes over the next `count` bytes; a file that is not compressed is not read for that.
  ///
  /// Throws ``FileError`` when there are fewer.
  package func skip(_ count: Int) throws(FileError) {
    if decoder == nil, byteCount >= bytesRead + count,
      lseek(descriptor, off_t(bytesRead + count), SEEK_SET) >= 0
    {
      bytesRead += count
      return
    }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
    defer { scratch.deallocate() }
    var left = count
    while left > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(left, scratch.count)])
      let done = try read(into: piece)
      guard done > 0 else {
        throw FileError(path: path, reason: "has become shorter by \(left) bytes")
      }
      left -= done
    }
  }

  private func readPiece(_ target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    guard let decoder else { return try readDisk(target) }
    while true {
      do throws(DamagedStream) {
        let input = UnsafeRawBufferPointer(rebasing: buffer[pending])
        let step = try decoder.decode(input, into: target)
        pending = pending.lowerBound + step.consumed..<pending.upperBound
        if step.produced > 0 { return step.produced }
        if isAtEnd, pending.isEmpty {
          try decoder.finish()
          return 0
        }
      } catch {
        throw FileError(path: path, reason: error.reason)
      }
      guard pending.isEmpty else { continue }
      let count = try readDisk(buffer)
      isAtEnd = count == 0
      pending = 0..<count
    }
  }

  private func readDisk(_ target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      let count = readSome(descriptor, target)
      if count >= 0 {
        bytesRead += count
        return count
      }
      if errno != EINTR { throw FileError(path: path, action: "read", code: errno) }
    }
  }
}

// A method of the type shadows this name of the C library.
private func readSome(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, target.baseAddress, target.count)
}
