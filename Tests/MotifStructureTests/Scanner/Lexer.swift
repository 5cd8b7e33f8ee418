/// Cuts Swift code into tokens; comments and regular expressions disappear.
///
/// The code in the interpolations of a string follows the token of that string, without the
/// parentheses around it. It reads bytes, because the sources are read whole in every test run.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var tokens: [Token] = []
  /// Where the last token ended, and in which line.
  private var lastEnd = -1
  private var lastLine = 0
  private var interpolations = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// The tokens of `text` in their order.
  static func tokens(of text: String) -> [Token] {
    var lexer = Lexer(text)
    lexer.readCode()
    return lexer.tokens
  }

  /// Reads to the end, or behind the parenthesis that closes an interpolation.
  private mutating func readCode() {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "/"): readSlash()
      case UInt8(ascii: "\""): readString(hashes: 0)
      case UInt8(ascii: "#"): readHash()
      case UInt8(ascii: "`"):
        let end = bytes[(position + 1)...].firstIndex(of: byte) ?? bytes.count
        append(.escapedWord, text: string(position + 1..<end), end: end + 1)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
      case _ where Self.isWordByte(byte):
        var end = position
        while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
        append(.word, text: string(position..<end), end: end)
      case UInt8(ascii: ")") where depth == 0 && interpolations > 0:
        position += 1
        return
      default:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        append(.symbol, text: string(position..<position + 1), end: position + 1)
      }
    }
  }

  /// Reads a comment, a regular expression or the operator.
  private mutating func readSlash() {
    switch byte(position + 1) {
    case UInt8(ascii: "/"):
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "*"): skipBlockComment()
    default:
      if let end = expressionEnd() {
        position = end
      } else {
        append(.symbol, text: "/", end: position + 1)
      }
    }
  }

  /// Skips a block comment and those nested in it.
  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      switch (byte(position), byte(position + 1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        position += 2
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        position += 2
      default:
        if byte(position) == UInt8(ascii: "\n") { line += 1 }
        position += 1
      }
    } while depth > 0 && position < bytes.count
  }

  /// The end of a regular expression that starts here, nil where the slash divides.
  ///
  /// An expression starts where an operand is due, has no space behind its slash and ends in its
  /// line.
  private func expressionEnd() -> Int? {
    if let last = tokens.last {
      let opens = last.kind == .symbol && "(,=:[{;".contains(last.text)
      guard opens || last.isKeyword("return") || last.isKeyword("in") else { return nil }
    }
    guard byte(position + 1) != UInt8(ascii: " "), byte(position + 1) != UInt8(ascii: ")") else {
      return nil
    }
    var end = position + 1
    while byte(end) != UInt8(ascii: "/") {
      if end >= bytes.count || byte(end) == UInt8(ascii: "\n") { return nil }
      end += byte(end) == UInt8(ascii: "\\") ? 2 : 1
    }
    return end + 1
  }

  /// Reads a raw string or regular expression, or the sign of a directive.
  private mutating func readHash() {
    var end = position
    while byte(end) == UInt8(ascii: "#") { end += 1 }
    let hashes = end - position
    if byte(end) == UInt8(ascii: "\"") {
      position = end
      readString(hashes: hashes)
    } else if byte(end) == UInt8(ascii: "/") {
      position = end + 1
      while position < bytes.count, !closes(UInt8(ascii: "/"), count: 1, hashes: hashes) {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
      }
      position += 1 + hashes
    } else {
      append(.symbol, text: "#", end: position + 1)
    }
  }

  /// Reads a string literal from its first quote on, interpolations included.
  private mutating func readString(hashes: Int) {
    let quote = UInt8(ascii: "\"")
    // The text of a string of several lines starts below its quotes; #"""# is a quote in a string.
    let isMultiline =
      byte(position + 1) == quote && byte(position + 2) == quote
      && byte(position + 3) == UInt8(ascii: "\n")
    let quotes = isMultiline ? 3 : 1
    let start = position + quotes
    let index = tokens.count
    append(.string, text: "", end: start)
    while position < bytes.count, !closes(quote, count: quotes, hashes: hashes) {
      if bytes[position] == UInt8(ascii: "\\"), isEscape(hashes: hashes) {
        position += 1 + hashes
        if byte(position) == UInt8(ascii: "(") {
          position += 1
          interpolations += 1
          readCode()
          interpolations -= 1
          continue
        }
      }
      if byte(position) == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    tokens[index].text = string(start..<max(start, min(position, bytes.count)))
    position += quotes + hashes
    (lastEnd, lastLine) = (position, line)
  }

  /// Whether `hashes` number signs follow the backslash here.
  private func isEscape(hashes: Int) -> Bool {
    (0..<hashes).allSatisfy { byte(position + 1 + $0) == UInt8(ascii: "#") }
  }

  /// Whether `count` times `mark` and then `hashes` number signs stand here.
  private func closes(_ mark: UInt8, count: Int, hashes: Int) -> Bool {
    (0..<count).allSatisfy { byte(position + $0) == mark }
      && (0..<hashes).allSatisfy { byte(position + count + $0) == UInt8(ascii: "#") }
  }

  /// Reads digits, and letters and a fraction that touch them.
  private mutating func readNumber() {
    var end = position
    while Self.isWordByte(byte(end)) || (byte(end) == UInt8(ascii: ".") && isDigit(end + 1)) {
      end += 1
    }
    append(.number, text: string(position..<end), end: end)
  }

  private mutating func append(_ kind: Token.Kind, text: String, end: Int) {
    tokens.append(
      Token(
        kind: kind, text: text, line: line,
        startsLine: lastLine != line && interpolations == 0, touches: lastEnd == position))
    position = end
    (lastEnd, lastLine) = (end, line)
  }

  /// The byte at an offset, 0 behind the end.
  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private func isDigit(_ offset: Int) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte(offset))
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}
