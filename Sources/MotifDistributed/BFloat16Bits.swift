public import MotifCore

/// A bfloat16 as communicators exchange and reduce it: the upper half of a `Float`.
public struct BFloat16Bits: Reducible, Equatable {
  /// Sign, eight bits of exponent and seven of fraction.
  public var bitPattern: UInt16

  /// The number with these bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The bfloat16 nearest to `value`, ties to even.
  ///
  /// What is beyond the largest finite one becomes infinite; a NaN keeps sign and upper payload and
  /// becomes quiet.
  public init(_ value: Float) {
    let word = value.bitPattern
    // Half of the last kept place, minus one where that place is even: ties go to even.
    let rounded = (word &+ 0x7FFF &+ (word >> 16 & 1)) >> 16
    bitPattern = UInt16(truncatingIfNeeded: value.isNaN ? word >> 16 | 0x40 : rounded)
  }

  /// The same number as a `Float`, exact.
  public var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

  /// `bfloat16`.
  public static var scalarType: ScalarType { .bfloat16 }
}
