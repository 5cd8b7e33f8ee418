/// The line of source that called a collective, for messages.
public struct CallSite: Sendable, Equatable, CustomStringConvertible {
  /// Module and file, as `#fileID` has them.
  public let fileID: String
  /// The line in the file.
  public let line: Int

  /// The given line; left to the defaults, the line of this very call.
  public init(fileID: String = #fileID, line: Int = #line) {
    self.fileID = fileID
    self.line = line
  }

  /// `Module/File.swift:12`.
  public var description: String { "\(fileID):\(line)" }
}
