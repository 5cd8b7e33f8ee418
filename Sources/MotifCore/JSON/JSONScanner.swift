/// A strict JSON scanner that knows the line and column of every key and value.
///
/// `JSONDecoder` accepts duplicate keys and trailing commas and gives no place for a mistake, so
/// every JSON text that people or other programs write passes through here. The caller either takes
/// the whole text as a tree (``parse(_:file:)``) or says what must come next, so that nothing is
/// built that was not asked for. Nesting is bounded by ``depthLimit``.
package struct JSONScanner {
  /// How deep lists and objects may nest.
  package static let depthLimit = 64

  /// A place in the text; line and column count from 1, columns in characters.
  package struct Position: Sendable, Equatable {
    /// Counts from 0.
    package var byte = 0
    package var line = 1
    package var column = 1
  }

  /// A key of an object and where it stands.
  package struct Key: Sendable, Equatable {
    package let text: String
    package let position: Position
  }

  let bytes: [UInt8]
  /// Where the text ends in ``bytes``.
  let limit: Int
  /// What messages call the text: "file", "header", "line".
  let noun: String
  /// Whether what JSON's grammar allows but no value can hold is read all the same: half of a
  /// surrogate pair as U+FFFD, a number beyond `Double` as its digits.
  ///
  /// For texts whose values are shown and not computed with.
  package let acceptsUnrepresentable: Bool
  /// The byte that is read next.
  package internal(set) var position = Position()
  /// The keys of the objects that enclose ``position``, outermost first.
  private var keys: [String] = []
  private var depth = 0
  /// Keys that appear twice, where they are collected instead of thrown.
  var repeated: [Failure]?

  /// A scanner at the start of `bytes`, which messages call the `noun`.
  package init(_ bytes: [UInt8], noun: String = "file") {
    self.bytes = bytes
    self.noun = noun
    limit = bytes.count
    acceptsUnrepresentable = false
  }

  /// A scanner of the line `number`, counted from 1, that lies at `range` in `bytes`.
  package init(
    line range: Range<Int>, number: Int, of bytes: [UInt8], acceptsUnrepresentable: Bool
  ) {
    self.bytes = bytes
    limit = range.upperBound
    noun = "line"
    position.byte = range.lowerBound
    position.line = number
    self.acceptsUnrepresentable = acceptsUnrepresentable
  }

  /// The kinds of value that a first character tells apart.
  package enum Kind { case object, list, text, number, word }

  /// The kind of the value that comes next.
  package mutating func kind() throws(Failure) -> Kind {
    try skipSpace()
    guard depth <= Self.depthLimit else {
      throw failure("nests deeper than \(Self.depthLimit) levels")
    }
    switch peek {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case UInt8(ascii: "\""): return .text
    case let byte? where byte.isDigit || "+-.".utf8.contains(byte): return .number
    case UInt8(ascii: "'"): throw failure("text stands in double quotes \", not in '")
    case let byte? where byte.isLetterOrDigit: return .word
    default: throw failure("expected a value, but \(found)")
    }
  }

  /// Reads `{ "key": value, … }`; `member` reads each value.
  package mutating func object(
    _ member: (inout JSONScanner, Key) throws(Failure) -> Void
  ) throws(Failure) {
    try skipSpace()
    guard peek == UInt8(ascii: "{") else { throw unexpected("an object") }
    // Positions by key: a scan of the members would be quadratic in a hostile file.
    var positions: [ExactText: Position] = [:]
    let start = position
    advance()
    try skipSpace()
    while peek != UInt8(ascii: "}") {
      let key = try key(of: start)
      keys.append(key.text)
      if let first = positions.updateValue(key.position, forKey: ExactText(key.text)) {
        try report(Failure(key.position, keys: keys, "appears twice", repeats: first))
      }
      try skipSpace()
      guard peek == UInt8(ascii: ":") else {
        throw failure("expected : after the key \"\(key.text)\", but \(found)")
      }
      advance()
      try skipSpace()
      depth += 1
      try member(&self, key)
      depth -= 1
      keys.removeLast()
      try separator(closing: "}", opened: start, what: "object")
    }
    advance()
  }

  /// Reads `[value, …]`; `element` reads each value.
  package mutating func list(
    _ element: (inout JSONScanner) throws(Failure) -> Void
  ) throws(Failure) {
    try skipSpace()
    guard peek == UInt8(ascii: "[") else { throw unexpected("a list") }
    let start = position
    advance()
    try skipSpace()
    while peek != UInt8(ascii: "]") {
      guard peek != nil else { throw failure("this list is never closed with ]", at: start) }
      depth += 1
      try element(&self)
      depth -= 1
      try separator(closing: "]", opened: start, what: "list")
    }
    advance()
  }

  /// Requires that only white space is left.
  package mutating func end() throws(Failure) {
    try skipSpace()
    if let byte = peek { throw failure("text follows the end of the value: \(Self.name(byte))") }
  }

  /// A mistake at the present place, or at `place`.
  package func failure(_ message: String, at place: Position? = nil) -> Failure {
    Failure(place ?? position, keys: keys, message)
  }

  /// A value, at the present place or at `place`, is not the `expected`: "a list of whole numbers".
  func unexpected(_ expected: String, at place: Position? = nil) -> Failure {
    let subject = keys.count > 1 ? "\"\(keys[keys.count - 1])\" to be " : ""
    return failure("expected \(subject)\(expected)", at: place)
  }

  private mutating func report(_ failure: Failure) throws(Failure) {
    guard repeated != nil else { throw failure }
    repeated?.append(failure)
  }

  private mutating func key(of object: Position) throws(Failure) -> Key {
    let start = position
    guard peek == UInt8(ascii: "\"") else {
      throw peek == nil
        ? failure("this object is never closed with }", at: object)
        : failure("expected a key in double quotes, but \(found)")
    }
    return Key(text: try string(), position: start)
  }

  /// Stands at the closing character or, behind a comma, at the next entry.
  private mutating func separator(
    closing: Unicode.Scalar, opened: Position, what: String
  ) throws(Failure) {
    try skipSpace()
    let end = UInt8(ascii: closing)
    switch peek {
    case end: return
    case UInt8(ascii: ","):
      let comma = position
      advance()
      try skipSpace()
      if peek == end { throw failure("a comma stands before \(closing); remove it", at: comma) }
    case nil: throw failure("this \(what) is never closed with \(closing)", at: opened)
    default: throw failure("expected , or \(closing), but \(found)")
    }
  }
}

extension JSONScanner {
  var peek: UInt8? { position.byte < limit ? bytes[position.byte] : nil }

  mutating func advance() {
    let byte = bytes[position.byte]
    position.byte += 1
    if byte == UInt8(ascii: "\n") {
      position.line += 1
      position.column = 1
    } else if position.byte >= limit || bytes[position.byte] & 0xC0 != 0x80 {
      position.column += 1
    }
  }

  mutating func skipSpace() throws(Failure) {
    while let byte = peek {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: advance()
      case UInt8(ascii: "/"), UInt8(ascii: "#"):
        throw failure("JSON has no comments; remove it, or use the keys' own documentation")
      default: return
      }
    }
  }

  static func name(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "\"\(Character(UnicodeScalar(byte)))\"" : "a character"
  }

  private var found: String { peek.map { "found \(Self.name($0))" } ?? "the \(noun) ends" }
}

extension UInt8 {
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// The value of a hexadecimal digit, nil for any other byte.
  var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
