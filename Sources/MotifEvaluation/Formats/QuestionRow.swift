package import MotifCore

/// A row of a task's file, whose fields are asked for by name.
package struct QuestionRow: Sendable, Equatable {
  /// The row's object.
  package let node: JSONNode
  /// Where it stands: `file:line`, or what made it.
  package let place: String

  /// The row `node` at `place`.
  package init(_ node: JSONNode, at place: String) { (self.node, self.place) = (node, place) }

  /// The text of `key`; keys inside one another are joined by dots.
  func text(_ key: String) throws(FileError) -> String {
    guard let text = value(key)?.string else { throw missing(key, "a text") }
    return text
  }

  /// The text of `key`, nil where it is missing or null.
  func optionalText(_ key: String) throws(FileError) -> String? {
    guard let value = value(key), value.value != .null else { return nil }
    return try text(key)
  }

  /// The value of `key` as it is shown in a prompt: a text, or the digits of a number.
  func shownText(_ key: String) throws(FileError) -> String {
    if case .number(let digits)? = value(key)?.value { return digits }
    return try text(key)
  }

  /// The texts of the list `key`, at least one.
  func texts(_ key: String) throws(FileError) -> [String] {
    let elements = value(key)?.elements ?? []
    let texts = elements.compactMap(\.string)
    guard !texts.isEmpty, texts.count == elements.count else {
      throw missing(key, "a list of texts")
    }
    return texts
  }

  /// The number of `key`, which may be written as a text; below `count` after `first` is taken off.
  func index(_ key: String, first: Int = 0, count: Int) throws(FileError) -> Int {
    let node = value(key)
    let number = node?.integer ?? node?.string.flatMap { Int($0.filter { !$0.isWhitespace }) }
    guard let number, (first..<first + count).contains(number) else {
      throw missing(key, "a whole number from \(first) to \(first + count - 1)")
    }
    return number - first
  }

  /// Whether there is a value under `key`.
  func has(_ key: String) -> Bool { value(key).map { $0.value != .null } ?? false }

  /// The value under `key`.
  func value(_ key: String) -> JSONNode? {
    key.split(separator: ".").reduce(Optional(node)) { $0?[String($1)] }
  }

  /// The error that `key` is not what was expected.
  func missing(_ key: String, _ expected: String) -> FileError {
    let found = value(key).map { node in
      let line = node.line
      return "found \(line.count > 60 ? line.prefix(60) + "…" : line)"
    }
    return FileError(
      path: place, reason: "\(key): expected \(expected), but \(found ?? "there is none")")
  }
}
