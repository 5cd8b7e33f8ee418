/// How an exact sum of squares of Float32 numbers lies in memory: whole numbers that are added.
///
/// The square of a Float32 number is a whole multiple of 2⁻²⁹⁸ below 2²⁵⁶. Limb i < 20 counts units
/// of 2^(32·i − 298), so that a sum of 2⁸⁶ squares has room; the last two limbs count infinities and
/// NaNs. Sums are sums of limbs, exact and therefore in any order; ``carry(_:)`` then brings the 20
/// digits back below 2³², where equal sums have equal limbs. Limbs of 2³¹ carried sums may be added
/// before they must be carried.
package enum SquareSumLimbs {
  /// The number of limbs.
  package static let count = digitCount + 2
  /// The number of limbs that are digits of the sum, the lowest first.
  package static let digitCount = 20
  /// The bits of a carried digit.
  package static let digitBits = 32
  /// The exponent of the unit of the lowest digit: that of the square of the smallest number, 2⁻¹⁴⁹.
  package static let lowestExponent = -298
  /// The limb that counts infinities.
  package static let infinities = digitCount
  /// The limb that counts NaNs.
  package static let nans = digitCount + 1

  private static let mask: Int64 = 1 << 32 - 1

  /// Adds `integer · 2^exponent`, which must be a multiple of 2⁻²⁹⁸, to digits that are carried later.
  ///
  /// A digit changes by less than 2³³: 2²⁹ such additions may wait for a carry.
  static func add(_ integer: Int64, exponent: Int, to limbs: UnsafeMutablePointer<Int64>) {
    let place = exponent - lowestExponent
    let (index, shift) = (place / digitBits, place % digitBits)
    let low = (integer & mask) << shift
    let high = (integer >> 32) << shift
    limbs[index] += low & mask
    limbs[index + 1] += low >> 32 + high & mask
    limbs[index + 2] += high >> 32
  }

  /// Brings every digit into 0 ..< 2³² without changing their sum, which must not be negative.
  package static func carry(_ limbs: UnsafeMutablePointer<Int64>) {
    var above: Int64 = 0
    for index in 0..<digitCount {
      let digit = limbs[index] + above
      limbs[index] = digit & mask
      above = digit >> 32
    }
  }
}
