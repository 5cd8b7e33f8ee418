/// Where a config value comes from.
public enum ConfigOrigin: Sendable, Hashable, CustomStringConvertible {
  /// Nobody set it.
  case standard
  /// A preset of that name.
  case preset(String)
  /// A file; line and column count from 1, columns in characters. Line 0 is the file as a whole.
  case file(path: String, line: Int, column: Int)
  /// A `--set` argument, as typed.
  case commandLine(String)

  /// `default`, `preset nano`, `path:line:column` or `--set key=value`.
  public var description: String {
    switch self {
    case .standard: "default"
    case .preset(let name): "preset \(name)"
    case .file(let path, 0, _): path
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .commandLine(let argument): "--set \(argument)"
    }
  }
}

/// One thing that is wrong with a config.
public struct ConfigIssue: Sendable, Equatable, CustomStringConvertible {
  /// Where the wrong value stands.
  public let origin: ConfigOrigin
  /// The key path such as `optimizer.learningRate`; empty when the file itself is meant.
  public let key: String
  /// What is wrong and what was expected.
  public let message: String
  /// What was probably meant; empty when nothing is near.
  public let suggestion: String

  init(_ origin: ConfigOrigin, key: String, _ message: String, suggestion: String = "") {
    self.origin = origin
    self.key = key
    self.message = message
    self.suggestion = suggestion
  }

  /// The sentence `file:line:column: key.path: what; did you mean "…"?`.
  public var description: String {
    "\(origin): " + (key.isEmpty ? "" : "\(key): ") + message
      + (suggestion.isEmpty ? "" : "; did you mean \"\(suggestion)\"?")
  }
}

/// Everything that is wrong with a config: at least one issue, in the order of the file.
public struct ConfigErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// The complaints.
  public let issues: [ConfigIssue]

  /// Sorts by file and position; what does not come from a file stands last.
  init(_ issues: [ConfigIssue]) {
    func place(_ origin: ConfigOrigin) -> (Int, String, Int, Int) {
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
