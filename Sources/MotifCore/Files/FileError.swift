#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that is missing, damaged or not what was expected, in one sentence that names it.
public struct FileError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file or folder concerned.
  public let path: String
  /// What was found and what was expected.
  public let reason: String

  /// An error about the file at `path`.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// An operation that the system refused: `code` is the value of `errno`.
  ///
  /// `action` completes the sentence "cannot …": `open`, `write`, `rename to b`.
  public init(path: String, action: String, code: Int32) {
    let cause =
      switch code {
      case ENOSPC: "the disk is full"
      case EDQUOT: "the disk quota is used up"
      case EFBIG: "the file would be larger than the system allows (see ulimit -f)"
      case EPIPE: "its reader has left"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT: "no such file or folder"
      case ENOTDIR: "a part of the path is not a folder"
      case EISDIR: "it is a folder"
      case EIO: "the device reports an input/output error"
      default: String(cString: strerror(code))
      }
    self.init(path: path, reason: "cannot \(action): \(cause)")
  }

  /// `path: reason` on one line.
  public var description: String { "\(PathText.shown(path)): \(reason)" }
}
