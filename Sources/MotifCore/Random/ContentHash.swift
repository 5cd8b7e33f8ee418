/// ``FNV1a`` with a final avalanche: the identity of a text, equal on every machine.
///
/// The finaliser is SplitMix64's, so that the high bits, from which shares are cut, depend on every
/// byte.
public enum ContentHash {
  /// The hash of `seed` (eight bytes, little-endian) followed by the UTF-8 bytes of `text`.
  public static func of(_ text: String, seed: UInt64) -> UInt64 {
    var text = text
    return text.withUTF8 { of($0, seed: seed) }
  }

  /// The share of all hash values below `hash`, in [0, 1).
  public static func share(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }

  /// The hash of `seed` followed by `bytes`.
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    var fnv = FNV1a()
    for shift in stride(from: UInt64(0), to: 64, by: 8) { fnv.add(seed >> shift & 0xFF) }
    fnv.add(bytes: bytes)
    var hash = fnv.value
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    return hash ^ hash >> 31
  }
}
