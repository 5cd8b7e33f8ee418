/// Whole numbers as little-endian bytes, one after the other.
struct LittleEndianBytes {
  private(set) var bytes: [UInt8]
  private var place: Int

  /// Bytes to append to, or to read from byte `place` on.
  init(_ bytes: [UInt8], at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// The next number, which is there.
  mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
    defer { place += MemoryLayout<Number>.size }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: type))
    }
  }

  /// The next `count` bytes as text.
  mutating func text(_ count: Int) -> String {
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }
}
