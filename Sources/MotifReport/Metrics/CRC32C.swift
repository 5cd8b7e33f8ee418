/// The Castagnoli checksum, as RFC 3720 section B.4 tests it.
enum CRC32C {
  /// The reflected polynomial 0x1EDC6F41, a byte at a time.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1
    }
  }

  /// The checksum of `bytes`.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { ($0 >> 8) ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }

  /// The checksum as TFRecord files store it: turned by 15 bits, plus a constant.
  ///
  /// A checksum of data that holds its own checksum would otherwise be a constant.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return ((value >> 15) | (value << 17)) &+ 0xA282_EAD8
  }
}
