/// Everything that is wrong with a config: at least one issue, in the order of the file.
public struct ConfigErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// The complaints.
  public let issues: [ConfigIssue]

  /// Sorts by file and position; what does not come from a file stands last.
  package init(_ issues: [ConfigIssue]) {
    func place(_ origin: ValueOrigin) -> (Int, String, Int, Int) {
      if case .file(let path, let line, let column) = origin { return (0, path, line, column) }
      return (1, "", 0, 0)
    }
    self.issues = issues.enumerated().sorted { left, right in
      let (a, b) = (place(left.element.origin), place(right.element.origin))
      return a == b ? left.offset < right.offset : a < b
    }.map(\.element)
  }

  /// One issue a line.
  public var description: String { issues.map(\.description).joined(separator: "\n") }
}

extension ConfigErrors {
  /// What is wrong with the JSON text of a config.
  package init(_ errors: JSONErrors) { self.init(errors.mistakes.map(ConfigIssue.init)) }
}
