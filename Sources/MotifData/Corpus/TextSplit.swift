/// How a plain-text file becomes documents.
///
/// Files are cut between bytes, and what lies between two cuts is not changed. Lines end at LF and
/// CRLF; a line is blank when it has nothing but white space.
public enum TextSplit: Sendable, Equatable {
  /// Paragraphs (separated by blank lines), grouped into documents of about `bytes` bytes: a group
  /// closes as soon as it reaches the size. A paragraph is never cut.
  case paragraphs(bytes: Int)
  /// Every line that is not blank is a document.
  case lines
  /// The file is one document.
  case wholeFile
  /// The text between occurrences of this separator, such as `<|endoftext|>`; a line feed in it
  /// stands for a line end of the file, be it LF or CRLF.
  case separator(String)

  /// Where the documents of `bytes`, which are UTF-8, lie; some may be blank.
  ///
  /// The bytes may be the first of more. Then only whole lines are looked at where lines decide, and
  /// all but the last part are what they will be: the last begins where it will, and may go on.
  func parts(of bytes: [UInt8], isWhole: Bool) -> [Range<Int>] {
    switch self {
    case .wholeFile: [0..<bytes.count]
    case .lines: Array(ByteLines(bytes, in: Self.lines(bytes, isWhole)))
    case .separator(let text): Self.parts(of: bytes, between: Array(text.utf8))
    case .paragraphs(let size):
      Self.paragraphs(of: bytes, in: Self.lines(bytes, isWhole), size: size)
    }
  }

  /// The part of `bytes` that has whole lines.
  private static func lines(_ bytes: [UInt8], _ isWhole: Bool) -> Range<Int> {
    isWhole ? 0..<bytes.count : 0..<((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
  }

  /// Cuts at blank lines where the part before has at least `size` bytes.
  private static func paragraphs(
    of bytes: [UInt8], in range: Range<Int>, size: Int
  ) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var current: Range<Int>?
    for line in ByteLines(bytes, in: range) {
      if !UTF8Check.isBlank(bytes[line]) {
        current = (current ?? line).lowerBound..<line.upperBound
      } else if let part = current, line.lowerBound - part.lowerBound >= size {
        parts.append(part)
        current = nil
      }
    }
    return parts + [current].compactMap(\.self)
  }

  private static func parts(of bytes: [UInt8], between separator: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var (begin, index) = (0, 0)
    while index < bytes.count {
      if let end = end(of: separator, at: index, in: bytes) {
        parts.append(begin..<index)
        (begin, index) = (end, end)
      } else {
        index += 1
      }
    }
    return parts + [begin..<bytes.count]
  }

  /// Where an occurrence of `separator` that starts at `index` ends, nil when there is none.
  private static func end(of separator: [UInt8], at index: Int, in bytes: [UInt8]) -> Int? {
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var place = index
    var before: UInt8 = 0
    for byte in separator {
      // CRLF of the file for a line feed that has no CR of its own.
      if byte == feed, before != carriage, place < bytes.count, bytes[place] == carriage {
        place += 1
      }
      guard place < bytes.count, bytes[place] == byte else { return nil }
      place += 1
      before = byte
    }
    return place
  }
}
