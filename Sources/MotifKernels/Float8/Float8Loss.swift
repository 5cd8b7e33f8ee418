/// What rounding to eight bits did to a tensor.
package struct Float8Loss: Sendable, Equatable {
  /// Numbers.
  package var count = 0
  /// Σ x².
  package var signal = 0.0
  /// Σ (x − x̂)².
  package var noise = 0.0
  /// Numbers other than zero that became zero.
  package var underflowed = 0
  /// Numbers that were beyond the largest of the format.
  package var saturated = 0

  package init() {}

  /// Signal to noise in decibels, `20 log₁₀(‖x‖ / ‖x − x̂‖)`; infinite without noise.
  package var decibels: Double {
    noise == 0 ? .infinity : 10 / ScalarMath.log(10.0) * ScalarMath.log(signal / noise)
  }

  static func + (a: Float8Loss, b: Float8Loss) -> Float8Loss {
    var sum = a
    sum.count += b.count
    sum.signal += b.signal
    sum.noise += b.noise
    sum.underflowed += b.underflowed
    sum.saturated += b.saturated
    return sum
  }
}
