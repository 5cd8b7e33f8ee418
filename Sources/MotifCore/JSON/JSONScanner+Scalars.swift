extension JSONScanner {
  /// A string, standing at its opening quote.
  mutating func string() throws(Failure) -> String {
    let start = position
    advance()
    let plain = plainBytes()
    // Most text has no escape and is copied once.
    if peek == UInt8(ascii: "\"") { return try closed(bytes[plain], openedAt: start) }
    var text = Array(bytes[plain])
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""): return try closed(text[...], openedAt: start)
      case UInt8(ascii: "\\"): text += UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter
      case UInt8(ascii: "\n"):
        throw failure("this text is not closed with \" on its line; a line break is \\n", at: start)
      case 0..<0x20:
        throw failure("text holds a control character; write it as \\t or \\u00XX")
      default: text += bytes[plainBytes()]
      }
    }
    throw failure("this text is never closed with \"", at: start)
  }

  /// The string of `text`, whose closing quote comes next.
  private mutating func closed(
    _ text: ArraySlice<UInt8>, openedAt start: Position
  ) throws(Failure) -> String {
    advance()
    guard let text = String(validating: text, as: UTF8.self) else {
      throw failure("this text is not UTF-8", at: start)
    }
    return text
  }

  /// Passes over the bytes up to the next quote, backslash or control character.
  private mutating func plainBytes() -> Range<Int> {
    let start = position.byte
    var (index, column) = (start, position.column)
    while index < limit {
      let byte = bytes[index]
      guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
      // A byte that goes on with a character has no column.
      if byte & 0xC0 != 0x80 || index == start { column += 1 }
      index += 1
    }
    (position.byte, position.column) = (index, column)
    return start..<index
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    let start = position
    advance()
    guard let byte = peek else { throw failure("the \(noun) ends inside an escape", at: start) }
    advance()
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(start)
    default:
      throw failure(
        "\\ followed by \(Self.name(byte)) is not an escape; a backslash is \\\\", at: start)
    }
  }

  private mutating func unicodeEscape(_ start: Position) throws(Failure) -> Unicode.Scalar {
    let first = try fourDigits(start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let afterFirst = position
    if 0xD800..<0xDC00 ~= first, bytes[position.byte..<limit].starts(with: "\\u".utf8) {
      advance()
      advance()
      let second = try fourDigits(start)
      if 0xDC00..<0xE000 ~= second,
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
      // The second escape stands for itself.
      position = afterFirst
    }
    guard acceptsUnrepresentable else {
      throw failure("half of a surrogate pair stands alone", at: start)
    }
    return "\u{FFFD}"
  }

  private mutating func fourDigits(_ start: Position) throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = peek?.hexadecimalValue else {
        throw failure("\\u needs four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }

  /// A number as written, checked against JSON's grammar and, unless ``acceptsUnrepresentable``,
  /// Double's range.
  mutating func number() throws(Failure) -> String {
    let start = position
    while let byte = peek, Self.isNumberByte(byte) { advance() }
    let text = String(decoding: bytes[start.byte..<position.byte], as: UTF8.self)
    let first = bytes[start.byte]
    let digits = bytes[start.byte..<position.byte].dropFirst(first == UInt8(ascii: "-") ? 1 : 0)
    if first == UInt8(ascii: "+") { throw failure("\(text): a number has no leading +", at: start) }
    if digits.first == UInt8(ascii: ".") {
      throw failure("\(text): a number starts with a digit, such as 0.5", at: start)
    }
    if digits.first == UInt8(ascii: "0"), digits.dropFirst().first?.isDigit == true {
      throw failure("\(text): a number has no leading 0", at: start)
    }
    guard Self.isNumber(digits) else { throw failure("\(text) is not a number", at: start) }
    guard acceptsUnrepresentable || Double(text)?.isFinite == true else {
      throw failure("\(text) is too large for a number", at: start)
    }
    return text
  }

  /// Whether `text` is digits, then perhaps a point with digits, then perhaps an exponent.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func takeDigits() -> Bool {
      let count = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    guard takeDigits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// `true`, `false` or `null`.
  mutating func word() throws(Failure) -> JSONNode.Value {
    let start = position
    while let byte = peek, byte.isLetterOrDigit { advance() }
    let text = String(decoding: bytes[start.byte..<position.byte], as: UTF8.self)
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
