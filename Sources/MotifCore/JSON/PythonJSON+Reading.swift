extension PythonJSON {
  /// Whether `json.loads` takes `text`: any value, keys that appear twice and `NaN` too; no raw control
  /// characters in strings, no trailing commas.
  ///
  /// Nesting takes no stack, so that no text can end the program.
  package static func accepts(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var acceptor = JSONAcceptor(bytes: bytes)
      return acceptor.accepts()
    }
  }
}

/// Walks over a text that may be JSON.
private struct JSONAcceptor {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  /// The closing brackets that are waited for.
  private var open: [UInt8] = []

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func accepts() -> Bool {
    var isValueDue = true
    while true {
      skipSpace()
      if isValueDue {
        guard begin() else { return false }
        // An object or a list that was opened and is not empty begins with another value.
        isValueDue = pending
        pending = false
        continue
      }
      guard let closing = open.last else { return next == nil }
      if takes(closing) {
        open.removeLast()
      } else {
        guard takes(UInt8(ascii: ",")) else { return false }
        guard closing != UInt8(ascii: "}") || key() else { return false }
        isValueDue = true
      }
    }
  }

  /// Whether the value that began waits for one inside.
  private var pending = false

  /// Passes over a value that has no parts, or enters one that has.
  private mutating func begin() -> Bool {
    switch next {
    case UInt8(ascii: "{"): return enter(UInt8(ascii: "}"))
    case UInt8(ascii: "["): return enter(UInt8(ascii: "]"))
    case UInt8(ascii: "\""): return string()
    default:
      for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] where takes(word) {
        return true
      }
      return number()
    }
  }

  private mutating func enter(_ closing: UInt8) -> Bool {
    index += 1
    skipSpace()
    if takes(closing) { return true }
    open.append(closing)
    pending = true
    return closing == UInt8(ascii: "]") || key()
  }

  /// `"key":` with white space around.
  private mutating func key() -> Bool {
    skipSpace()
    guard next == UInt8(ascii: "\""), string() else { return false }
    skipSpace()
    return takes(UInt8(ascii: ":"))
  }

  private mutating func string() -> Bool {
    index += 1
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case 0..<0x20: return false
      default: break
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let byte = next else { return false }
    index += 1
    if byte != UInt8(ascii: "u") { return "\"\\/bfnrt".utf8.contains(byte) }
    for _ in 0..<4 {
      guard next?.hexadecimalValue != nil else { return false }
      index += 1
    }
    return true
  }

  /// Python refuses whole numbers of more than 4,300 digits.
  private mutating func number() -> Bool {
    _ = takes(UInt8(ascii: "-"))
    let start = index
    guard digits() else { return false }
    let count = index - start
    if count > 1, bytes[start] == UInt8(ascii: "0") { return false }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      index += 1
      guard digits() else { return false }
      isWhole = false
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      index += 1
      if let sign = next, "+-".utf8.contains(sign) { index += 1 }
      guard digits() else { return false }
      isWhole = false
    }
    return !isWhole || count <= 4300
  }

  private mutating func digits() -> Bool {
    let start = index
    while let byte = next, byte.isDigit { index += 1 }
    return index > start
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func takes(_ word: String) -> Bool {
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, " \t\n\r".utf8.contains(byte) { index += 1 }
  }
}
