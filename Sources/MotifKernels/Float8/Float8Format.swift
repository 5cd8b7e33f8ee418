/// A floating-point number of eight bits.
///
/// Conversions round to nearest, ties to even, and saturate: a finite number beyond the largest becomes
/// the largest. Source: arXiv 2209.05433.
package enum Float8Format: CaseIterable, Sendable {
  /// Sign, four bits of exponent with bias 7, three of mantissa; no infinity, which saturates as well.
  case e4m3
  /// Sign, five bits of exponent with bias 15, two of mantissa, with infinities.
  case e5m2

  @inline(__always) var mantissaBits: UInt32 { self == .e4m3 ? 3 : 2 }
  @inline(__always) private var bias: UInt32 { self == .e4m3 ? 7 : 15 }
  /// The largest finite number.
  @inline(__always) package var largest: Float { self == .e4m3 ? 448 : 57344 }
  /// The least number that is not subnormal.
  @inline(__always) package var leastNormal: Float { self == .e4m3 ? 0x1p-6 : 0x1p-14 }
  /// A Float beside which subnormal numbers of the format are whole units of its last place.
  @inline(__always) private var anchor: Float { self == .e4m3 ? 0x1p14 : 0x1p7 }
  /// The code of the largest finite number.
  private var largestCode: UInt32 { self == .e4m3 ? 0x7E : 0x7B }
  private static var nanCode: UInt32 { 0x7F }
  private static var infinityCode: UInt32 { 0x7C }

  /// The code of the number nearest to `x`.
  package func encode(_ x: Float) -> UInt8 {
    let sign = x.bitPattern >> 24 & 0x80
    let magnitude = abs(x)
    let code: UInt32
    if x.isNaN {
      code = Self.nanCode
    } else if x.isInfinite && self == .e5m2 {
      code = Self.infinityCode
    } else {
      let near = rounded(magnitude)
      code =
        near < leastNormal
        ? (near + anchor).bitPattern - anchor.bitPattern
        : near.bitPattern >> (23 - mantissaBits) - (127 - bias) << mantissaBits
    }
    return UInt8(truncatingIfNeeded: sign | min(code, x.isFinite ? largestCode : code))
  }

  /// The number with the given code.
  package func decode(_ code: UInt8) -> Float {
    let bits = UInt32(code) & 0x7F
    let (exponent, mantissa) = (bits >> mantissaBits, bits & (1 << mantissaBits - 1))
    let magnitude: Float
    if bits > largestCode {
      magnitude = self == .e5m2 && bits == Self.infinityCode ? .infinity : .nan
    } else if exponent == 0 {
      magnitude = Float(bitPattern: anchor.bitPattern + mantissa) - anchor
    } else {
      magnitude = Float(
        bitPattern: (exponent + 127 - bias) << 23 | mantissa << (23 - mantissaBits))
    }
    return code & 0x80 == 0 ? magnitude : -magnitude
  }

  /// The number of the format nearest to `x`; infinities become the largest, a NaN stays one.
  @inline(__always)
  package func rounded(_ x: Float) -> Float {
    let magnitude = min(abs(x), largest)
    let word = magnitude.bitPattern
    let dropped = 23 - mantissaBits
    // Half of the last kept place, minus one where that place is even: ties go to even.
    let up = word &+ (1 << (dropped - 1) - 1) &+ (word >> dropped & 1)
    let normal = Float(bitPattern: up & ~(1 << dropped - 1))
    let subnormal = (magnitude + anchor) - anchor
    let near = magnitude < leastNormal ? subnormal : normal
    let signed = Float(bitPattern: near.bitPattern | x.bitPattern & 0x8000_0000)
    return x == x ? signed : x
  }
}
