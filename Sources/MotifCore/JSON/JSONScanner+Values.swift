extension JSONScanner {
  /// Reads text and resolves its escapes.
  package mutating func text() throws(Failure) -> String {
    try skipSpace()
    guard peek == UInt8(ascii: "\"") else { throw unexpected("text") }
    return try string()
  }

  /// Reads text, or a number as it is written; another value is passed over and nil.
  package mutating func textOrNumber() throws(Failure) -> String? {
    switch try kind() {
    case .text: return try string()
    case .number: return try number()
    case .object, .list, .word:
      try skip()
      return nil
    }
  }

  /// Reads `[1, 2, 3]`.
  package mutating func wholeNumbers() throws(Failure) -> [Int] {
    let expected = "a list of whole numbers"
    try skipSpace()
    guard peek == UInt8(ascii: "[") else { throw unexpected(expected) }
    var result: [Int] = []
    try list { scanner throws(Failure) in
      let start = scanner.position
      guard try scanner.kind() == .number else { throw scanner.unexpected(expected, at: start) }
      let digits = try scanner.number()
      guard let value = Int(digits) else { throw scanner.unexpected(expected, at: start) }
      result.append(value)
    }
    return result
  }

  /// Reads `null` if it comes next; otherwise nothing is read.
  package mutating func takesNull() throws(Failure) -> Bool {
    guard try kind() == .word else { return false }
    let start = position
    if case .null = try word() { return true }
    position = start
    return false
  }

  /// Passes over a value of any kind.
  package mutating func skip() throws(Failure) {
    switch try kind() {
    case .object: try object { scanner, _ throws(Failure) in try scanner.skip() }
    case .list: try list { scanner throws(Failure) in try scanner.skip() }
    case .text: _ = try string()
    case .number: _ = try number()
    case .word: _ = try word()
    }
  }
}
