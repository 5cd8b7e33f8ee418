/// What becomes of a row of a file that cannot be read or lacks a field.
public enum BadRowPolicy: String, Codable, Sendable, CaseIterable {
  /// The file is refused; the message names the row and the cause.
  case stop
  /// The row is passed over and counted.
  case skip
}
