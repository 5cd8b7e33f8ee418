/// Runs the text of a generated program: a second implementation, which knows only Python's rules.
struct TinyInterpreter {
  private var variables: [Substring: Int] = [:]
  private var printed: [String] = []

  /// What `source` prints, separated by spaces; nil when a line is not understood.
  static func output(of source: String) -> String? {
    var interpreter = TinyInterpreter()
    let lines = source.split(separator: "\n")
    guard interpreter.run(lines[...]) else { return nil }
    return interpreter.printed.joined(separator: " ")
  }

  private mutating func run(_ lines: ArraySlice<Substring>) -> Bool {
    var rest = lines
    while let line = rest.popFirst() {
      let words = line.split(separator: " ")
      if line.hasPrefix("for i in range("), let count = Int(words[3].dropFirst(6).dropLast(2)) {
        let body = Self.takeBlock(&rest)
        for _ in 0..<count where !run(body) { return false }
      } else if words[0] == "if", words.count == 4, words[2] == ">" {
        guard let left = value(words[1]), let right = value(words[3].dropLast()) else {
          return false
        }
        let yes = Self.takeBlock(&rest)
        guard rest.popFirst() == "else:" else { return false }
        let no = Self.takeBlock(&rest)
        guard run(left > right ? yes : no) else { return false }
      } else if line.hasPrefix("print("), let number = value(line.dropFirst(6).dropLast()) {
        printed.append(String(number))
      } else if words.count >= 3, words[1] == "=", let number = expression(words[2...]) {
        variables[words[0]] = number
      } else {
        return false
      }
    }
    return true
  }

  /// The indented lines at the start of `rest`, without two spaces of indentation.
  private static func takeBlock(_ rest: inout ArraySlice<Substring>) -> ArraySlice<Substring> {
    let body = rest.prefix { $0.hasPrefix("  ") }
    rest = rest.dropFirst(body.count)
    return body.map { $0.dropFirst(2) }[...]
  }

  private func value(_ word: Substring) -> Int? { Int(word) ?? variables[word] }

  private func expression(_ words: ArraySlice<Substring>) -> Int? {
    let words = Array(words)
    guard let left = value(words[0]) else { return nil }
    if words.count == 1 { return left }
    guard words.count == 3, let right = value(words[2]) else { return nil }
    switch words[1] {
    case "+": return left + right
    case "-": return left - right
    case "*": return left * right
    default: return nil
    }
  }
}
