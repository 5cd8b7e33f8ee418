extension PositionedJSON {
  /// A string, standing at its opening quote.
  package mutating func string() throws(JSONErrors) -> String {
    let start = origin
    advance()
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += Array(String(Character(try escape())).utf8)
      case UInt8(ascii: "\n"):
        throw failure("this text is not closed with \" on its line; a line break is \\n", at: start)
      case 0..<0x20:
        throw failure("text holds a control character; write it as \\t or \\u00XX")
      default:
        text.append(byte)
        advance()
      }
    }
    throw failure("this text is never closed with \"", at: start)
  }

  private mutating func escape() throws(JSONErrors) -> Unicode.Scalar {
    let start = origin
    advance()
    guard let byte = peek else { throw failure("the file ends inside an escape", at: start) }
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

  private mutating func unicodeEscape(_ start: ValueOrigin) throws(JSONErrors) -> Unicode.Scalar {
    let first = try fourDigits(start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let isPair = 0xD800..<0xDC00 ~= first && bytes[index...].starts(with: "\\u".utf8)
    guard isPair else { throw failure("half of a surrogate pair stands alone", at: start) }
    advance()
    advance()
    let second = try fourDigits(start)
    guard 0xDC00..<0xE000 ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("half of a surrogate pair stands alone", at: start) }
    return scalar
  }

  private mutating func fourDigits(_ start: ValueOrigin) throws(JSONErrors) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw failure("\\u needs four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }

  /// A number as written, checked against JSON's grammar and Double's range.
  package mutating func number() throws(JSONErrors) -> String {
    let start = origin
    let first = index
    while let byte = peek, Self.isNumberByte(byte) { advance() }
    let text = String(decoding: bytes[first..<index], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    if text.hasPrefix("+") { throw failure("\(text): a number has no leading +", at: start) }
    if digits.hasPrefix(".") {
      throw failure("\(text): a number starts with a digit, such as 0.5", at: start)
    }
    if digits.count > 1, digits.hasPrefix("0"), digits.dropFirst().first?.isNumber == true {
      throw failure("\(text): a number has no leading 0", at: start)
    }
    guard digits.wholeMatch(of: /\d+(\.\d+)?([eE][+\-]?\d+)?/) != nil else {
      throw failure("\(text) is not a number", at: start)
    }
    guard let value = Double(text), value.isFinite else {
      throw failure("\(text) is too large for a number", at: start)
    }
    return text
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
}
