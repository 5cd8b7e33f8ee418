extension Reference {
  /// Adds `Σ a_i²` to `limbs` number by number: `a = ±m · 2^e` with a whole m adds `m² · 2^(2e)`.
  ///
  /// Not generic over the scalar: what is summed exactly are Float32 numbers.
  package static func addExactSquares(
    _ a: UnsafePointer<Float>, count: Int, to limbs: UnsafeMutablePointer<Int64>
  ) {
    for i in 0..<count {
      let x = a[i]
      if x.isNaN {
        limbs[SquareSumLimbs.nans] += 1
      } else if x.isInfinite {
        limbs[SquareSumLimbs.infinities] += 1
      } else {
        let unit = Int(x.ulp.exponent)
        let m = Int64(Double(x) / Double(x.ulp))
        SquareSumLimbs.add(m * m, exponent: 2 * unit, to: limbs)
        SquareSumLimbs.carry(limbs)
      }
    }
  }
}
