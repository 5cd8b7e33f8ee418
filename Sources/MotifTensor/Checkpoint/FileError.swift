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

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}
