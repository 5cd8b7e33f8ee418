extension JSONScanner {
  /// The value in `bytes` as a tree; `file` stands in the messages.
  ///
  /// Stops at the first mistake of syntax; keys that appear twice are all reported.
  package static func parse(_ bytes: [UInt8], file: String) throws(JSONErrors) -> JSONNode {
    func origin(_ position: Position) -> ValueOrigin {
      .file(path: file, line: position.line, column: position.column)
    }
    var scanner = JSONScanner(bytes)
    scanner.repeated = []
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONErrors([JSONMistake(origin(scanner.position), "is not UTF-8 text")])
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scanner.position.byte = 3 }
    let node: JSONNode
    do throws(Failure) {
      node = try scanner.node(origin)
      try scanner.end()
    } catch {
      throw JSONErrors([JSONMistake(origin(error.position), error.message)])
    }
    let mistakes = (scanner.repeated ?? []).map { failure in
      let first = failure.repeats.map { ", first in line \($0.line)" } ?? ""
      return JSONMistake(
        origin(failure.position), key: failure.keys.last ?? "", failure.message + first)
    }
    if !mistakes.isEmpty { throw JSONErrors(mistakes) }
    return node
  }

  /// Reads a value of any kind as a tree, whose places `origin` names.
  package mutating func node(
    _ origin: (Position) -> ValueOrigin
  ) throws(Failure) -> JSONNode {
    let kind = try kind()
    let start = origin(position)
    switch kind {
    case .object:
      var members: [JSONNode.Member] = []
      try object { scanner, key throws(Failure) in
        let value = try scanner.node(origin)
        members.append(
          JSONNode.Member(key: key.text, keyOrigin: origin(key.position), node: value))
      }
      return JSONNode(.object(members), start)
    case .list:
      var elements: [JSONNode] = []
      try list { scanner throws(Failure) in elements.append(try scanner.node(origin)) }
      return JSONNode(.array(elements), start)
    case .text: return JSONNode(.string(try string()), start)
    case .number: return JSONNode(.number(try number()), start)
    case .word: return JSONNode(try word(), start)
    }
  }
}
