public import MotifCore

/// What can go wrong between a config and a stream of batches, as one sentence for the user.
public enum DataError: Error, CustomStringConvertible, Sendable, Equatable {
  /// A file is missing, damaged or not what was expected.
  case file(FileError)
  /// A setting cannot work; the sentence says which and why.
  case invalid(String)

  /// The sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .invalid(let sentence): sentence
    }
  }

  /// Runs `body` and turns its `FileError` into `.file`.
  static func wrapping<T>(_ body: () throws(FileError) -> T) throws(DataError) -> T {
    do { return try body() } catch { throw .file(error) }
  }
}
