/// Text from UTF-8 that arrives in pieces, whole characters only.
///
/// All parts together are what `String(decoding:as:)` makes of all bytes: bytes that can never become
/// a character turn into U+FFFD at once. At most three bytes wait for the rest of their character.
package struct TextStream {
  private var waiting: [UInt8] = []

  /// A stream of which nothing has arrived.
  package init() {}

  /// The text that is certain after `bytes`, which may be none.
  package mutating func append(_ bytes: [UInt8]) -> String {
    waiting += bytes
    let certain = waiting.dropLast(Self.unfinished(waiting))
    waiting.removeFirst(certain.count)
    return String(decoding: certain, as: UTF8.self)
  }

  /// The text of what still waits: no more bytes come.
  package mutating func end() -> String {
    defer { waiting = [] }
    return String(decoding: waiting, as: UTF8.self)
  }

  /// How many bytes at the end may still become a character.
  private static func unfinished(_ bytes: [UInt8]) -> Int {
    (1...3).first { isBeginning(bytes.suffix($0)) } ?? 0
  }

  /// Whether `bytes` are the beginning of a character, and not all of it.
  private static func isBeginning(_ bytes: ArraySlice<UInt8>) -> Bool {
    // Decoding replaces all of a beginning by one U+FFFD, and alone a byte that never begins one.
    guard let lead = bytes.first, (0xC2...0xF4).contains(lead) else { return false }
    return String(validating: bytes, as: UTF8.self) == nil
      && String(decoding: bytes, as: UTF8.self).unicodeScalars.count == 1
  }
}
