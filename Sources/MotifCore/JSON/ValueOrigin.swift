/// Where a value of a config or of another JSON text comes from.
public enum ValueOrigin: Sendable, Hashable, CustomStringConvertible {
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
    case .file(let path, 0, _): PathText.shown(path)
    case .file(let path, let line, let column): "\(PathText.shown(path)):\(line):\(column)"
    case .commandLine(let argument): "--set \(PathText.shown(argument))"
    }
  }
}
