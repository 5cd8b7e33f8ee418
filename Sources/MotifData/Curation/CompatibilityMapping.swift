internal import Foundation

/// Unicode's compatibility decompositions: ﬁ as f and i, Ａ as A, ² as 2.
///
/// NFKC is this mapping, scalar by scalar, followed by NFC, which orders and composes what it leaves.
enum CompatibilityMapping {
  /// The UTF-8 of the full decomposition of every scalar that has one which NFC does not undo, from
  /// the system's tables, about 4,000; made once.
  private static let table: [Unicode.Scalar: [UInt8]] = {
    var table: [Unicode.Scalar: [UInt8]] = [:]
    for value in UInt32(0xA0)...0xE0FFF {
      // Unicode promises that NFKC_Casefold changes whatever NFKC changes.
      guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenNFKCCaseFolded else {
        continue
      }
      let text = String(scalar)
      let mapped = text.decomposedStringWithCompatibilityMapping
      if mapped.utf8.elementsEqual(text.utf8) { continue }
      if mapped.utf8.elementsEqual(text.decomposedStringWithCanonicalMapping.utf8) { continue }
      table[scalar] = Array(mapped.utf8)
    }
    return table
  }()

  /// `bytes`, which are UTF-8, with the mapping applied; nil where nothing changes.
  static func applied(to bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var result: [UInt8]?
    var copied = 0
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      if first < 0xC2 {
        index += 1
        continue
      }
      let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      // Ideographs and Hangul syllables, most of East Asian text, have none.
      if length != 3 || !(0xE4...0xE9 ~= first || 0xEB...0xEC ~= first),
        let mapped = table[scalar(bytes, index, length)]
      {
        if result == nil { result = [] }
        result?.append(contentsOf: bytes[copied..<index])
        result?.append(contentsOf: mapped)
        copied = index + length
      }
      index += length
    }
    result?.append(contentsOf: bytes[copied...])
    return result
  }

  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int
  ) -> Unicode.Scalar {
    var value = UInt32(bytes[index]) & (0xFF >> UInt32(length + 1))
    for place in index + 1..<index + length { value = value << 6 | UInt32(bytes[place] & 0x3F) }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
