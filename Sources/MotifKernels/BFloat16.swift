package import MotifVector

/// Conversions as files need them, where a bfloat16 is its bits in a `UInt16`.
///
/// Rounding is to nearest, ties to even; values beyond the largest finite bfloat16 become infinite.
/// A NaN stays a NaN: it keeps its sign and upper payload and becomes quiet. The plain loops
/// vectorise and run at the speed of memory.
extension BFloat16 {
  /// The bfloat16 nearest to `x`.
  @inline(__always)
  package init(_ x: Float) { self.init(bitPattern: Self.bits(x)) }

  /// The bits of the bfloat16 nearest to `x`.
  @inline(__always)
  package static func bits(_ x: Float) -> UInt16 {
    let word = x.bitPattern
    // Half of the last kept place, minus one where that place is even: ties go to even.
    let rounded = (word &+ 0x7FFF &+ (word >> 16 & 1)) >> 16
    let quiet = word >> 16 | 0x40
    let isNaN = word & 0x7FFF_FFFF > 0x7F80_0000
    return UInt16(truncatingIfNeeded: isNaN ? quiet : rounded)
  }

  /// The Float with the value of the bfloat16 `bits`, exact.
  @inline(__always)
  package static func float(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// Rounds `count` floats to bfloat16 bits; the ranges must not overlap.
  package static func encode(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    for index in 0..<count { target[index] = bits(source[index]) }
  }

  /// Widens `count` bfloat16 bits to floats; the ranges must not overlap.
  package static func decode(
    _ source: UnsafePointer<UInt16>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count { target[index] = float(source[index]) }
  }
}
