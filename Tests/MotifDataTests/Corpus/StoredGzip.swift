/// Writes gzip without compressing, for tests that need a file of their own.
enum StoredGzip {
  /// One member that holds `text`.
  static func bytes(of text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = text[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      bytes.append(rest.isEmpty ? 1 : 0)
      withUnsafeBytes(of: (count.littleEndian, (~count).littleEndian)) { bytes += $0 }
      bytes += block
    } while !rest.isEmpty
    withUnsafeBytes(of: (crc32(text).littleEndian, UInt32(text.count).littleEndian)) { bytes += $0 }
    return bytes
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }
}
