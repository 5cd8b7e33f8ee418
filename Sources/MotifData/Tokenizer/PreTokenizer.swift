/// Cuts text into words; merges never cross a cut.
///
/// Each case has exactly the semantics of its `pattern` applied from left to right, but is a
/// hand-written scanner over UTF-8: linear time, no regular-expression engine.
public enum PreTokenizer: Sendable, CaseIterable {
  /// Words with one leading non-letter, digits in groups of up to three (cl100k, Llama 3).
  case digitGroups
  /// The same with every digit on its own (Qwen2): the choice for small models that must calculate.
  case singleDigits
  /// GPT-2's expression, as built into Hugging Face's `ByteLevel`.
  case gpt2

  /// The regular expression, as it stands in a `tokenizer.json`.
  public var pattern: String {
    switch self {
    case .digitGroups: Self.modern(digits: #"\p{N}{1,3}"#)
    case .singleDigits: Self.modern(digits: #"\p{N}"#)
    case .gpt2:
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    }
  }

  private static func modern(digits: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// The words of `text`, which concatenated give `text`.
  public func words(in text: String) -> [String] {
    var text = text
    var words: [String] = []
    text.withUTF8 { bytes in
      forEachWord(in: bytes) { words.append(String(decoding: bytes[$0], as: UTF8.self)) }
    }
    return words
  }

  /// Calls `body` with the byte range of every word of valid UTF-8 `bytes`, from left to right.
  func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    ScalarClass.basicPlane.withUnsafeBufferPointer { classes in
      let scanner = WordScanner(bytes: bytes, classes: classes)
      var start = 0
      while start < bytes.count {
        let end =
          switch self {
          case .digitGroups: scanner.modernWordEnd(from: start, digits: 3)
          case .singleDigits: scanner.modernWordEnd(from: start, digits: 1)
          case .gpt2: scanner.gpt2WordEnd(from: start)
          }
        body(start..<end)
        start = end
      }
    }
  }
}

/// Finds where the word that starts at a byte offset ends.
private struct WordScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let classes: UnsafeBufferPointer<UInt8>

  /// The class of the scalar at `index` and the offset after it.
  func scalar(at index: Int) -> (kind: UInt8, end: Int) {
    let first = bytes[index]
    if first < 0x80 { return (classes[Int(first)], index + 1) }
    func tail(_ offset: Int) -> Int { Int(bytes[index + offset] & 0x3F) }
    if first < 0xE0 { return (classes[Int(first & 0x1F) << 6 | tail(1)], index + 2) }
    if first < 0xF0 {
      return (classes[Int(first & 0x0F) << 12 | tail(1) << 6 | tail(2)], index + 3)
    }
    let value = Int(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
    let scalar = Unicode.Scalar(UInt32(value))
    return (scalar.map(ScalarClass.classify) ?? ScalarClass.other, index + 4)
  }

  func kind(at index: Int) -> UInt8? { index < bytes.count ? scalar(at: index).kind : nil }

  /// The end of the longest run of `kind` from `start`, at most `limit` scalars.
  func run(_ kind: UInt8, from start: Int, limit: Int = .max) -> Int {
    var end = start
    var count = 0
    while end < bytes.count, count < limit {
      let next = scalar(at: end)
      guard next.kind == kind else { break }
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
    if first.kind == ScalarClass.letter { return run(ScalarClass.letter, from: first.end) }
    if first.kind == ScalarClass.number {
      return run(ScalarClass.number, from: start, limit: digits)
    }
    if first.kind != ScalarClass.newline, kind(at: first.end) == ScalarClass.letter {
      return run(ScalarClass.letter, from: first.end)
    }
    let symbols = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
    if kind(at: symbols) == ScalarClass.other {
      return run(ScalarClass.newline, from: run(ScalarClass.other, from: symbols))
    }
    return whitespaceEnd(from: start, stopAfterNewline: true)
  }

  func gpt2WordEnd(from start: Int) -> Int {
    if bytes[start] == UInt8(ascii: "'"), let end = contractionEnd(from: start, anyCase: false) {
      return end
    }
    let body = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
    switch kind(at: body) {
    case ScalarClass.letter: return run(ScalarClass.letter, from: body)
    case ScalarClass.number: return run(ScalarClass.number, from: body)
    case ScalarClass.other: return run(ScalarClass.other, from: body)
    default: return whitespaceEnd(from: start, stopAfterNewline: false)
    }
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
      guard next.kind == ScalarClass.space || next.kind == ScalarClass.newline else { break }
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
