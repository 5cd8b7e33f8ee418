/// The lines of bytes: each ends at LF or CRLF, the last perhaps at the end of the bytes.
///
/// No other character ends a line, so that FF, U+0085 or U+2028 stay in the text that holds them.
struct ByteLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private let end: Int
  private var position: Int

  /// The lines of `bytes` in `range`.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    (position, end) = (range.lowerBound, range.upperBound)
  }

  /// Where the next line lies, without what ends it.
  mutating func next() -> Range<Int>? {
    guard position < end else { return nil }
    let start = position
    guard let feed = bytes[start..<end].firstIndex(of: UInt8(ascii: "\n")) else {
      position = end
      return start..<end
    }
    position = feed + 1
    let hasReturn = feed > start && bytes[feed - 1] == UInt8(ascii: "\r")
    return start..<(hasReturn ? feed - 1 : feed)
  }
}
