/// `exp(x)` lane by lane, at most 1.3 ulp off for |x| ≤ 87.
///
/// Cody–Waite reduction x = n·ln 2 + r with |r| ≤ ½ ln 2, a degree-6 polynomial in r, and n written
/// into the exponent field. Inputs below −87.3 give 1.2e-38 instead of a subnormal and inputs above
/// 88.3 saturate, so a caller that masks with −∞ must set those lanes to zero itself.
@inlinable @inline(__always)
public func exponential(_ input: Vector) -> Vector {
  let x = minimum(
    maximum(input, Vector(repeating: -87.336_54)), Vector(repeating: 88.376_26))
  // Adding 1.5·2²³ rounds to the nearest integer and leaves it in the low mantissa bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = multiplyAdd(x, Vector(repeating: 1.442_695_04), magic)
  let n = shifted - magic
  var r = multiplyAdd(n, Vector(repeating: -0.693_359_375), x)
  r = multiplyAdd(n, Vector(repeating: 2.121_944_4e-4), r)
  var p = Vector(repeating: 1.987_569_15e-4)
  p = multiplyAdd(p, r, Vector(repeating: 1.398_199_95e-3))
  p = multiplyAdd(p, r, Vector(repeating: 8.333_451_9e-3))
  p = multiplyAdd(p, r, Vector(repeating: 4.166_579_6e-2))
  p = multiplyAdd(p, r, Vector(repeating: 1.666_666_55e-1))
  p = multiplyAdd(p, r, Vector(repeating: 5.000_000_1e-1))
  p = multiplyAdd(p * r, r, r) + Vector(repeating: 1)
  // A product by a power of two compiles to a shift; `&<<` would split the vector into lanes.
  let exponent =
    unsafeBitCast(shifted, to: VectorInt.self) &* VectorInt(repeating: 1 << 23)
    &+ VectorInt(repeating: 127 << 23)
  return p * unsafeBitCast(exponent, to: Vector.self)
}
