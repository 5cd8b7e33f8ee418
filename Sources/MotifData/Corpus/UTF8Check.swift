/// Looks at bytes that should be UTF-8 without making text of them.
enum UTF8Check {
  /// The index of the first byte that starts no valid sequence, or nil when all is valid.
  ///
  /// Valid is what Unicode's table 3-7 lists: shortest forms, no surrogates, at most U+10FFFF.
  static func firstInvalid(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBufferPointer { firstInvalid(in: $0) }.map { bytes.startIndex + $0 }
  }

  private static func firstInvalid(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      let length = sequenceLength(bytes, at: index)
      if length == 0 { return index }
      index += length
    }
    return nil
  }

  /// How many line feeds there are in `bytes`.
  static func lineFeeds(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for byte in bytes { count += byte == UInt8(ascii: "\n") ? 1 : 0 }
      return count
    }
  }

  /// Whether `bytes` hold nothing but white space, as Unicode's property has it.
  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      // A character has at most four bytes.
      let next = String(decoding: bytes[index...].prefix(4), as: UTF8.self).unicodeScalars.first
      guard let scalar = next, scalar.properties.isWhitespace else { return false }
      index += UTF8.width(scalar)
    }
    return true
  }

  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let first = bytes[index]
    if first < 0x80 { return 1 }
    func tail(_ offset: Int, _ low: UInt8 = 0x80, _ high: UInt8 = 0xBF) -> Bool {
      index + offset < bytes.count && bytes[index + offset] >= low && bytes[index + offset] <= high
    }
    switch first {
    case 0xC2...0xDF: return tail(1) ? 2 : 0
    case 0xE0: return tail(1, 0xA0) && tail(2) ? 3 : 0
    case 0xED: return tail(1, 0x80, 0x9F) && tail(2) ? 3 : 0
    case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : 0
    case 0xF0: return tail(1, 0x90) && tail(2) && tail(3) ? 4 : 0
    case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : 0
    case 0xF4: return tail(1, 0x80, 0x8F) && tail(2) && tail(3) ? 4 : 0
    default: return 0
    }
  }
}
