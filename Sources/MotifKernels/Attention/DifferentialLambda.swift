/// λ = exp⟨q1, k1⟩ − exp⟨q2, k2⟩ + λ_init of a layer, from its four vectors.
///
/// The dot products are clamped to ± 20; a clamped one has no gradient. Sums and exponentials are in
/// Double whatever the vectors' type.
package enum DifferentialLambda {
  /// The largest magnitude of a dot product that counts.
  package static let clamp = 20.0

  /// λ.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func value<T: BinaryFloatingPoint>(
    q1: UnsafePointer<T>, k1: UnsafePointer<T>, q2: UnsafePointer<T>, k2: UnsafePointer<T>,
    count: Int, lambdaInit: Double
  ) -> Double {
    exponential(dot(q1, k1, count)) - exponential(dot(q2, k2, count)) + lambdaInit
  }

  /// Whether a dot product is so large that it counts as the clamp and has no gradient.
  package static func isClamped(
    q1: UnsafePointer<Float>, k1: UnsafePointer<Float>, q2: UnsafePointer<Float>,
    k2: UnsafePointer<Float>, count: Int
  ) -> Bool {
    max(abs(dot(q1, k1, count)), abs(dot(q2, k2, count))) > clamp
  }

  /// Writes the gradients of the four vectors: with λ_i = exp⟨q_i, k_i⟩,
  /// dq1 = dλ λ_1 k1, dk1 = dλ λ_1 q1, dq2 = −dλ λ_2 k2, dk2 = −dλ λ_2 q2.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func gradients<T: BinaryFloatingPoint>(
    q1: UnsafePointer<T>, k1: UnsafePointer<T>, q2: UnsafePointer<T>, k2: UnsafePointer<T>,
    count: Int, lambdaGradient: Double, dq1: UnsafeMutablePointer<T>,
    dk1: UnsafeMutablePointer<T>, dq2: UnsafeMutablePointer<T>, dk2: UnsafeMutablePointer<T>
  ) {
    let signal = lambdaGradient * slope(dot(q1, k1, count))
    let noise = -lambdaGradient * slope(dot(q2, k2, count))
    for p in 0..<count {
      dq1[p] = T(signal * Double(k1[p]))
      dk1[p] = T(signal * Double(q1[p]))
      dq2[p] = T(noise * Double(k2[p]))
      dk2[p] = T(noise * Double(q2[p]))
    }
  }

  private static func dot<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, _ count: Int
  ) -> Double {
    var sum = 0.0
    for p in 0..<count { sum += Double(a[p]) * Double(b[p]) }
    return sum
  }

  private static func exponential(_ x: Double) -> Double {
    ScalarMath.exp(min(max(x, -clamp), clamp))
  }

  private static func slope(_ x: Double) -> Double { abs(x) > clamp ? 0 : exponential(x) }
}
