internal import MotifCore

/// A pull scanner for the small JSON dialects of checkpoint files.
///
/// The caller states what must come next, so nothing is built that was not asked for: a file can
/// neither nest deeply nor make the scanner allocate more than the file's own strings. Repeated keys
/// are errors. Every complaint gives the byte offset.
struct StrictJSON {
  let path: String
  private let bytes: [UInt8]
  private var position = 0

  init(path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Reads `{ "key": value, … }`; `member` reads each value.
  mutating func object(
    _ member: (inout StrictJSON, String) throws(FileError) -> Void
  ) throws(FileError) {
    try expect("{")
    var keys: Set<String> = []
    guard !take("}") else { return }
    repeat {
      let key = try string()
      guard keys.insert(key).inserted else { throw error("\(Self.quoted(key)) appears twice") }
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Reads `[1, 2, 3]`.
  mutating func integers() throws(FileError) -> [Int] {
    try expect("[")
    var result: [Int] = []
    guard !take("]") else { return result }
    repeat { result.append(try integer()) } while take(",")
    try expect("]")
    return result
  }

  /// Reads an integer of at most 18 digits.
  mutating func integer() throws(FileError) -> Int {
    skipSpace()
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    while let digit = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit { position += 1 }
    let digits = bytes[start..<position]
    guard digits.count <= 18, let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw error("expected an integer of at most 18 digits", at: start)
    }
    return value
  }

  /// Reads a string and resolves its escapes.
  mutating func string() throws(FileError) -> String {
    try expect("\"")
    var result: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a string holds a control character") }
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &result) } else { result.append(byte) }
    }
    guard current != nil else { throw error("a string has no end") }
    position += 1
    guard let text = String(validating: result, as: UTF8.self) else {
      throw error("a string is not valid UTF-8")
    }
    return text
  }

  /// Passes over a value of any kind, nested at most `depth` deep.
  mutating func skip(depth: Int = 8) throws(FileError) {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"):
      guard depth > 0 else { throw error("values are nested too deeply") }
      try object { json, _ throws(FileError) in try json.skip(depth: depth - 1) }
    case UInt8(ascii: "["):
      guard depth > 0 else { throw error("values are nested too deeply") }
      try expect("[")
      guard !take("]") else { return }
      repeat { try skip(depth: depth - 1) } while take(",")
      try expect("]")
    case UInt8(ascii: "\""): _ = try string()
    default:
      let start = position
      while let byte = current, Self.isWord(byte) { position += 1 }
      let word = String(decoding: bytes[start..<position], as: UTF8.self)
      guard ["true", "false", "null"].contains(word) || Double(word) != nil else {
        throw error("expected a value", at: start)
      }
    }
  }

  /// Requires that only white space is left.
  mutating func end() throws(FileError) {
    skipSpace()
    guard position == bytes.count else { throw error("expected the end") }
  }

  /// An error at the present byte, or at `offset`.
  func error(_ reason: String, at offset: Int? = nil) -> FileError {
    FileError(path: path, reason: "JSON byte \(offset ?? position): \(reason)")
  }

  /// `text` as a JSON string literal.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard take(character) else { throw error("expected \(character)") }
  }

  private mutating func escape(into result: inout [UInt8]) throws(FileError) {
    guard let byte = current else { throw error("a string has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"): result += try unicodeEscape()
    default: throw error("unknown escape in a string")
    }
  }

  private mutating func unicodeEscape() throws(FileError) -> [UInt8] {
    var value = try hexadecimal()
    if 0xD800..<0xDC00 ~= value {
      guard bytes[position...].starts(with: Array("\\u".utf8)) else {
        throw error("half a surrogate pair in a string")
      }
      position += 2
      let low = try hexadecimal()
      guard 0xDC00..<0xE000 ~= low else { throw error("half a surrogate pair in a string") }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw error("half a surrogate pair in a string")
    }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(FileError) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, !digits.contains(where: { $0 == 0x2B || $0 == 0x2D }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("expected four hexadecimal digits") }
    position += 4
    return value
  }
}
