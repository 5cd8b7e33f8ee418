/// Which numbers of a matrix share a scale when it is stored in eight bits.
package enum Float8Scaling: Sendable, CaseIterable {
  /// Those of a row, which a product along rows contracts.
  case rows
  /// Those of a column.
  case columns
  /// All of them.
  case whole

  /// `448 / max(largest, 1e-12)`, computed in Double, then as a Float, then rounded down to a power of
  /// two: what the numbers are multiplied by so that the largest one just fits.
  ///
  /// A largest number that is infinite gives 0, by which its numbers become NaN.
  package static func scale(largest: Float, powerOfTwo: Bool = true) -> Float {
    let scale = Float(Double(Float8Format.e4m3.largest) / max(Double(largest), 1e-12))
    return powerOfTwo ? Float(bitPattern: scale.bitPattern & 0x7F80_0000) : scale
  }
}
