internal import MotifCore

/// 128 bits that stand for a normalised text: the first half of its SHA-256.
///
/// Among 10⁹ texts the chance that any two different ones share it is below 10⁻²⁰.
package struct TextFingerprint: Sendable, Hashable, Comparable {
  /// The first 64 bits.
  package let high: UInt64
  /// The other 64 bits.
  package let low: UInt64

  /// The fingerprint of `text`.
  package init(_ text: NormalizedText) {
    let digest = text.utf8.withUnsafeBytes { SHA256.digest($0) }
    // A digest is 64 hexadecimal digits.
    high = UInt64(digest.prefix(16), radix: 16) ?? 0
    low = UInt64(digest.dropFirst(16).prefix(16), radix: 16) ?? 0
  }

  /// The fingerprint of given bits.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The order of the bits read as a number.
  package static func < (a: TextFingerprint, b: TextFingerprint) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }
}
