/// A strict JSON reader that knows the line and column of every key and value.
///
/// `JSONDecoder` accepts duplicate keys and trailing commas and gives no line for a mistake, so config
/// files pass through here first. Stops at the first syntax error; duplicate keys are all reported.
package struct PositionedJSON {
  /// How deep lists and objects may nest.
  package static let depthLimit = 64

  package let file: String
  package let bytes: [UInt8]
  package var index = 0
  package var line = 1
  package var column = 1
  private var duplicates: [JSONMistake] = []

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The value in `bytes`; `file` stands in the messages.
  package static func parse(_ bytes: [UInt8], file: String) throws(JSONErrors) -> JSONNode {
    var scanner = PositionedJSON(bytes: bytes, file: file)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw scanner.failure("is not UTF-8 text")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scanner.index = 3 }
    try scanner.skipSpace()
    let node = try scanner.value(depth: 0)
    try scanner.skipSpace()
    if let byte = scanner.peek {
      throw scanner.failure("text follows the end of the value: \(Self.name(byte))")
    }
    if !scanner.duplicates.isEmpty { throw JSONErrors(scanner.duplicates) }
    return node
  }

  package var origin: ValueOrigin { .file(path: file, line: line, column: column) }
  package var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  package mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if index >= bytes.count || bytes[index] & 0xC0 != 0x80 {
      column += 1
    }
  }

  package func failure(_ message: String, at origin: ValueOrigin? = nil) -> JSONErrors {
    JSONErrors([JSONMistake(origin ?? self.origin, message)])
  }

  package static func name(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "\"\(Character(UnicodeScalar(byte)))\"" : "a character"
  }

  private var found: String { peek.map { "found \(Self.name($0))" } ?? "the file ends" }

  private mutating func skipSpace() throws(JSONErrors) {
    while let byte = peek {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: advance()
      case UInt8(ascii: "/"), UInt8(ascii: "#"):
        throw failure("JSON has no comments; remove it, or use the keys' own documentation")
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONErrors) -> JSONNode {
    guard depth <= Self.depthLimit else {
      throw failure("nests deeper than \(Self.depthLimit) levels")
    }
    let start = origin
    switch peek {
    case UInt8(ascii: "{"): return JSONNode(.object(try members(depth: depth)), start)
    case UInt8(ascii: "["): return JSONNode(.array(try elements(depth: depth)), start)
    case UInt8(ascii: "\""): return JSONNode(.string(try string()), start)
    case let byte? where byte.isDigit || "+-.".utf8.contains(byte):
      return JSONNode(.number(try number()), start)
    case UInt8(ascii: "'"): throw failure("text stands in double quotes \", not in '")
    case let byte? where byte.isLetterOrDigit:
      return JSONNode(try word(), start)
    default: throw failure("expected a value, but \(found)")
    }
  }

  private mutating func members(depth: Int) throws(JSONErrors) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    // Lines by key: a scan of `members` would be quadratic in a hostile file.
    var lines: [String: Int] = [:]
    let start = origin
    advance()
    try skipSpace()
    while peek != UInt8(ascii: "}") {
      let keyOrigin = origin
      let keyLine = line
      guard peek == UInt8(ascii: "\"") else {
        throw peek == nil
          ? failure("this object is never closed with }", at: start)
          : failure("expected a key in double quotes, but \(found)")
      }
      let key = try string()
      if let first = lines[key] {
        duplicates.append(JSONMistake(keyOrigin, key: key, "appears twice, first in line \(first)"))
      }
      lines[key] = keyLine
      try skipSpace()
      guard peek == UInt8(ascii: ":") else {
        throw failure("expected : after the key \"\(key)\", but \(found)")
      }
      advance()
      try skipSpace()
      let node = try value(depth: depth + 1)
      members.append(JSONNode.Member(key: key, keyOrigin: keyOrigin, node: node))
      try separator(closing: "}", opened: start, what: "object")
    }
    advance()
    return members
  }

  private mutating func elements(depth: Int) throws(JSONErrors) -> [JSONNode] {
    var elements: [JSONNode] = []
    let start = origin
    advance()
    try skipSpace()
    while peek != UInt8(ascii: "]") {
      guard peek != nil else { throw failure("this list is never closed with ]", at: start) }
      elements.append(try value(depth: depth + 1))
      try separator(closing: "]", opened: start, what: "list")
    }
    advance()
    return elements
  }

  /// Stands at the closing character or, behind a comma, at the next entry.
  private mutating func separator(
    closing: Unicode.Scalar, opened: ValueOrigin, what: String
  ) throws(JSONErrors) {
    try skipSpace()
    let end = UInt8(ascii: closing)
    switch peek {
    case end: return
    case UInt8(ascii: ","):
      let comma = origin
      advance()
      try skipSpace()
      if peek == end { throw failure("a comma stands before \(closing); remove it", at: comma) }
    case nil: throw failure("this \(what) is never closed with \(closing)", at: opened)
    default: throw failure("expected , or \(closing), but \(found)")
    }
  }

  private mutating func word() throws(JSONErrors) -> JSONNode.Value {
    let start = origin
    var text = ""
    while let byte = peek, byte.isLetterOrDigit {
      text.unicodeScalars.append(UnicodeScalar(byte))
      advance()
    }
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "True", "False", "TRUE", "FALSE":
      throw failure("\(text) is written \(text.lowercased())", at: start)
    case "NaN", "Infinity", "nan", "inf": throw failure("\(text) is not a JSON number", at: start)
    default: throw failure("\(text) is not a value; text stands in double quotes", at: start)
    }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
