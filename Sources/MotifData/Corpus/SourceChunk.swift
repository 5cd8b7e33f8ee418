internal import MotifCore

/// Some documents of a source file that follow each other, not yet read as text.
struct SourceChunk: Sendable {
  let path: String
  /// Whether the source has more files than this one.
  let isOneOfSeveral: Bool
  let bytes: [UInt8]
  /// Where the documents lie in ``bytes``; some may be blank.
  let parts: [Range<Int>]
  /// Where ``bytes`` begin.
  let start: SourcePlace
  /// Where the source goes on behind them.
  let end: SourcePlace

  /// The sentence about the byte at `index` of ``bytes``, which is not UTF-8.
  func notUTF8(at index: Int) -> FileError {
    let byte = String(bytes[index], radix: 16, uppercase: true)
    let line = start.line + UTF8Check.lineFeeds(in: bytes[..<index])
    return FileError(
      path: "\(path):\(line)",
      reason: "is not UTF-8: bad byte 0x\(byte) at offset \(start.offset + index)")
  }
}
