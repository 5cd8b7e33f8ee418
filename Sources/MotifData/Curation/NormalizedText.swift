/// A text as deduplication compares it: NFKC, lower case, one space for every run of white space.
///
/// Done once, in that order, and not again: lowering can leave a text that NFKC would change. Case is
/// lowered by Unicode's full mapping with the final-sigma rule; white space is the property
/// White_Space, 25 scalars, and what stands at either end is removed.
package struct NormalizedText: Sendable, Equatable {
  /// The UTF-8 of the text.
  package let utf8: [UInt8]

  /// The text.
  package var text: String { String(decoding: utf8, as: UTF8.self) }

  /// Normalises `text` in linear time; ASCII is looked at byte by byte.
  package init(_ text: String) {
    var text = text
    utf8 = text.withUTF8 { bytes in
      if bytes.allSatisfy({ $0 < 0x80 }) { return Self.ascii(bytes) }
      var composed = CompatibilityMapping.applied(to: bytes) ?? Array(bytes)
      let nfc = Normalizer([.form(.nfc)])
      if let changed = composed.withUnsafeBufferPointer({ nfc.normalized($0) }) {
        composed = changed
      }
      return Self.lowered(Array(String(decoding: composed, as: UTF8.self).unicodeScalars))
    }
  }

  /// Where each word lies in ``utf8``: what stands between spaces.
  package var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var start = 0
    for (index, byte) in utf8.enumerated() where byte == 0x20 {
      words.append(start..<index)
      start = index + 1
    }
    if start < utf8.count { words.append(start..<utf8.count) }
    return words
  }

  private static func ascii(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var gap = false
    for byte in bytes {
      if byte == 0x20 || 0x09...0x0D ~= byte {
        gap = true
        continue
      }
      if gap, !result.isEmpty { result.append(0x20) }
      gap = false
      result.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
    }
    return result
  }

  private static func lowered(_ scalars: [Unicode.Scalar]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(2 * scalars.count)
    var gap = false
    for (index, scalar) in scalars.enumerated() {
      if scalar.properties.isWhitespace {
        gap = true
        continue
      }
      if gap, !result.isEmpty { result.append(0x20) }
      gap = false
      if scalar.value < 0x80 {
        let byte = UInt8(scalar.value)
        result.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
      } else if scalar == "\u{3A3}" {
        result += (endsWord(scalars, at: index) ? "\u{3C2}" : "\u{3C3}").utf8
      } else if scalar.properties.changesWhenLowercased {
        result += scalar.properties.lowercaseMapping.utf8
      } else {
        result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    return result
  }

  /// Whether a capital sigma at `index` ends a word: a cased letter before it and none after it, what
  /// case ignores left out on both sides (Unicode 3.13, Final_Sigma).
  private static func endsWord(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    guard let before, before.properties.isCased else { return false }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return after.map { !$0.properties.isCased } ?? true
  }
}
