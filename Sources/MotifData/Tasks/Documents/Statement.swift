/// A statement of the tiny language, written as in Python.
indirect enum Statement: Sendable, Equatable {
  case assign(String, Expression)
  /// `for i in range(n):`.
  case loop(Int, [Statement])
  /// `if name > n:` with an `else:`.
  case condition(String, Int, [Statement], [Statement])
  case print(String)

  func source(indent: String = "") -> String {
    func block(_ body: [Statement]) -> String {
      body.map { $0.source(indent: indent + "  ") }.joined()
    }
    return switch self {
    case .assign(let name, let expression): "\(indent)\(name) = \(expression.source)\n"
    case .loop(let count, let body): "\(indent)for i in range(\(count)):\n\(block(body))"
    case .condition(let name, let bound, let yes, let no):
      "\(indent)if \(name) > \(bound):\n\(block(yes))\(indent)else:\n\(block(no))"
    case .print(let name): "\(indent)print(\(name))\n"
    }
  }
}
