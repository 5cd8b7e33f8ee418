/// Finds where the word that starts at a byte offset ends.
struct WordScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let classes: UnsafeBufferPointer<UInt8>

  /// The class of the scalar at `index` and the offset after it.
  @inline(__always)
  func scalar(at index: Int) -> (kind: UInt8, end: Int) {
    let first = bytes[index]
    return first < 0x80 ? (classes[Int(first)], index + 1) : longScalar(at: index)
  }

  /// The same where more than one byte encodes the scalar.
  private func longScalar(at index: Int) -> (kind: UInt8, end: Int) {
    let first = bytes[index]
    func tail(_ offset: Int) -> Int { Int(bytes[index + offset] & 0x3F) }
    if first < 0xE0 { return (classes[Int(first & 0x1F) << 6 | tail(1)], index + 2) }
    if first < 0xF0 {
      return (classes[Int(first & 0x0F) << 12 | tail(1) << 6 | tail(2)], index + 3)
    }
    let value = Int(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
    let scalar = Unicode.Scalar(UInt32(value))
    return (scalar.map(ScalarClass.classify) ?? ScalarClass.symbol, index + 4)
  }

  /// Calls `body` with the range of every word that `expression` cuts, from left to right.
  func forEachWord(_ expression: PreTokenizer.Expression, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < bytes.count {
      let end =
        switch expression {
        case .digitGroups: modernWordEnd(from: start, digits: 3)
        case .singleDigits: modernWordEnd(from: start, digits: 1)
        case .caseWords: caseWordEnd(from: start)
        case .gpt2: gpt2WordEnd(from: start)
        case .whole: bytes.count
        }
      body(start..<end)
      start = end
    }
  }

  /// Calls `body` with the ranges of digits and of the text between them, from left to right.
  func forEachPiece(_ digits: PreTokenizer.DigitCut, _ body: (Range<Int>) -> Void) {
    let limit = digits == .individually ? 1 : Int.max
    var start = 0
    while start < bytes.count {
      let isDigit = stands(ScalarClass.number, at: start)
      let end =
        isDigit
        ? run(ScalarClass.number, from: start, limit: limit)
        : run(~ScalarClass.number, from: start)
      body(start..<end)
      start = end
    }
  }

  /// Whether a scalar of one of `kinds` starts at `index`.
  func stands(_ kinds: UInt8, at index: Int) -> Bool {
    index < bytes.count && scalar(at: index).kind & kinds != 0
  }

  /// The end of the longest run of `kinds` from `start`, at most `limit` scalars.
  func run(_ kinds: UInt8, from start: Int, limit: Int = .max) -> Int {
    var end = start
    var count = 0
    while end < bytes.count, count < limit {
      let next = scalar(at: end)
      guard next.kind & kinds != 0 else { break }
      end = next.end
      count += 1
    }
    return end
  }

  func modernWordEnd(from start: Int, digits: Int) -> Int {
    let first = scalar(at: start)
    if bytes[start] == UInt8(ascii: "'"), let end = contractionEnd(from: start, anyCase: true) {
      return end
    }
    if first.kind & ScalarClass.letter != 0 { return run(ScalarClass.letter, from: first.end) }
    if first.kind == ScalarClass.number {
      return run(ScalarClass.number, from: start, limit: digits)
    }
    if first.kind != ScalarClass.newline, stands(ScalarClass.letter, at: first.end) {
      return run(ScalarClass.letter, from: first.end)
    }
    let symbols = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
    if stands(ScalarClass.other, at: symbols) {
      return run(ScalarClass.newline, from: run(ScalarClass.other, from: symbols))
    }
    return whitespaceEnd(from: start, stopAfterNewline: true)
  }

  func gpt2WordEnd(from start: Int) -> Int {
    if bytes[start] == UInt8(ascii: "'"), let end = contractionEnd(from: start, anyCase: false) {
      return end
    }
    let body = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
    let kind = body < bytes.count ? scalar(at: body).kind : ScalarClass.space
    if kind & ScalarClass.letter != 0 { return run(ScalarClass.letter, from: body) }
    if kind & ScalarClass.other != 0 { return run(ScalarClass.other, from: body) }
    if kind == ScalarClass.number { return run(ScalarClass.number, from: body) }
    return whitespaceEnd(from: start, stopAfterNewline: false)
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`, the first part only with `stopAfterNewline`.
  ///
  /// The greedy run backtracks to its last newline; without one it leaves its last scalar to the
  /// word that follows, if any.
  func whitespaceEnd(from start: Int, stopAfterNewline: Bool) -> Int {
    var end = start
    var last = start
    var afterNewline = start
    while end < bytes.count {
      let next = scalar(at: end)
      guard next.kind & ScalarClass.white != 0 else { break }
      last = end
      end = next.end
      if next.kind == ScalarClass.newline { afterNewline = end }
    }
    if stopAfterNewline, afterNewline > start { return afterNewline }
    return end == bytes.count || last == start ? end : last
  }

  /// The end of 's 't 're 've 'm 'll 'd at `start`, or nil.
  func contractionEnd(from start: Int, anyCase: Bool) -> Int? {
    func byte(_ offset: Int) -> UInt8 {
      guard start + offset < bytes.count else { return 0 }
      let byte = bytes[start + offset]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      return anyCase && isUpper ? byte | 0x20 : byte
    }
    switch byte(1) {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return byte(2) == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"):
      return byte(2) == UInt8(ascii: "l") ? start + 3 : nil
    case 0xC5:
      // The long s, U+017F, folds to s: the only such scalar outside ASCII for these letters.
      return anyCase && byte(2) == 0xBF ? start + 3 : nil
    default: return nil
    }
  }
}
