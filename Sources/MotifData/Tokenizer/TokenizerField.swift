internal import MotifCore

/// A value of a `tokenizer.json` that knows its key path: what is wrong with it is said in a sentence.
struct TokenizerField {
  /// The file, for messages.
  let file: String
  /// The key path, such as `added_tokens[3].id`; empty for the file's object.
  let path: String
  let node: JSONNode

  /// The member `key`; nil when it is missing or null.
  func member(_ key: String) -> TokenizerField? {
    guard let node = node[key], node.value != .null else { return nil }
    return TokenizerField(file: file, path: path.isEmpty ? key : "\(path).\(key)", node: node)
  }

  /// The member `key`, without which the file means nothing.
  func required(_ key: String, _ expected: String) throws(FileError) -> TokenizerField {
    guard let member = member(key) else {
      throw FileError(
        path: file,
        reason: "\(path.isEmpty ? key : "\(path).\(key)") is missing, expected \(expected)"
          + (path.isEmpty ? "" : place))
    }
    return member
  }

  /// The elements of a list.
  func elements(_ expected: String) throws(FileError) -> [TokenizerField] {
    guard case .array(let elements) = node.value else { throw refusal(expected: expected) }
    return elements.enumerated().map { index, node in
      TokenizerField(file: file, path: "\(path)[\(index)]", node: node)
    }
  }

  /// The text of a string.
  func text(_ expected: String = "text") throws(FileError) -> String {
    guard let text = node.string else { throw refusal(expected: expected) }
    return text
  }

  /// The value of a whole number.
  func wholeNumber(_ expected: String = "a whole number") throws(FileError) -> Int {
    guard let number = node.integer else { throw refusal(expected: expected) }
    return number
  }

  /// The member `key` as true or false; `standard` where it is missing or null.
  func flag(_ key: String, standard: Bool = false) throws(FileError) -> Bool {
    guard let member = member(key) else { return standard }
    guard case .bool(let flag) = member.node.value else {
      throw member.refusal(expected: "true or false")
    }
    return flag
  }

  /// The member `type`, which tells the kinds of a section apart.
  func type(_ expected: String) throws(FileError) -> String {
    guard case .object = node.value else { throw refusal(expected: expected) }
    return try required("type", expected).text(expected)
  }

  /// An error: the value is not the `expected`.
  func refusal(expected: String) -> FileError {
    let found =
      switch node.value {
      case .null: "null"
      case .array: "a list"
      case .object: "an object"
      default: Self.short(node.line)
      }
    return refusal("is \(found), expected \(expected)")
  }

  /// An error about this value: `what` completes a sentence that begins with its key path.
  func refusal(_ what: String) -> FileError {
    FileError(path: file, reason: "\(path.isEmpty ? "the file" : path) \(what)\(place)")
  }

  /// Where the value stands, as the end of a sentence.
  private var place: String {
    guard case .file(_, let line, let column) = node.origin else { return "" }
    return " (line \(line), column \(column))"
  }

  private static func short(_ text: String) -> String {
    text.unicodeScalars.count <= 80
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(80))) + "…"
  }
}
