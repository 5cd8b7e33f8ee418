/// The lines of bytes: each ends at LF or CRLF, the last perhaps at the end of the bytes.
///
/// No other character ends a line, so that FF, U+0085 or U+2028 stay in the text that holds them.
struct ByteLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position: Int

  /// The lines of `bytes` from `start`.
  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  /// Where the next line lies, without what ends it.
  mutating func next() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    guard let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else {
      position = bytes.count
      return start..<bytes.count
    }
    position = feed + 1
    let hasReturn = feed > start && bytes[feed - 1] == UInt8(ascii: "\r")
    return start..<(hasReturn ? feed - 1 : feed)
  }
}
