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
  /// The value of `errno` where the system refused something; nil where the content is at fault.
  package let code: Int32?

  /// An error about the file at `path`.
  public init(path: String, reason: String) { self.init(path: path, reason: reason, code: nil) }

  /// An error about the file at `path`, for which the system gave `code`.
  package init(path: String, reason: String, code: Int32?) {
    self.path = path
    self.reason = reason
    self.code = code
  }

  /// Whether the system could not do now what was asked, so that the content may be as it should.
  ///
  /// A file that is missing is no refusal.
  package var isRefusal: Bool {
    switch code {
    case nil, ENOENT, ENOTDIR, EISDIR: false
    default: true
    }
  }

  /// An operation that the system refused: `code` is the value of `errno`.
  ///
  /// `action` completes the sentence "cannot …": `open`, `write`, `rename to b`.
  public init(path: String, action: String, code: Int32) {
    let cause =
      switch code {
      case ENOSPC: "the disk is full"
      case EDQUOT: "the disk quota is used up"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT: "no such file or folder"
      case ENOTDIR: "a part of the path is not a folder"
      case EISDIR: "it is a folder"
      case ENOMEM: "there is not enough memory"
      case EIO: "the device reports an input/output error"
      default: String(cString: strerror(code))
      }
    self.init(path: path, reason: "cannot \(action): \(cause)", code: code)
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}
