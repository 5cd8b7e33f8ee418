import Foundation

/// What makes up for a layer whose λ_init changed from `before` to `after`.
///
/// λ_init enters twice, as a summand of λ and as the factor `1 − λ_init` behind the head norm. The
/// factor goes into the norm's gain; for the summand `Δ = before − after` one of the exponentials in
/// `λ = exp⟨q1,k1⟩ − exp⟨q2,k2⟩ + λ_init` grows: the first by Δ when Δ > 0, else the second by −Δ.
struct LambdaShift: Sendable, Equatable {
  let before: Double
  let after: Double

  /// The factor on the gain of the head norm: `(1 − before) / (1 − after)`; λ_init stays below 0.8.
  var gainFactor: Double { (1 - before) / (1 - after) }
  /// Whether the vectors q1, k1 change rather than q2, k2.
  var changesFirstPair: Bool { before > after }

  /// The new query vector of the changed pair.
  ///
  /// A multiple of `key` is added, so that `exp⟨q,k⟩` grows by |before − after|. With a zero key both become constant, see ``shiftedKey(_:)``.
  @specialized(where T == Float)
  @specialized(where T == Double)
  func shiftedQuery<T: BinaryFloatingPoint>(_ query: [T], key: [T]) -> [T] {
    let product = zip(query, key).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let norm = key.reduce(0) { $0 + Double($1) * Double($1) }
    let wanted = log(exp(product) + abs(before - after))
    // With product 0 the wanted one is positive, so no sign is needed.
    guard norm > 0 else { return constant(wanted, count: query.count) }
    let step = (wanted - product) / norm
    return zip(query, key).map { T(Double($0) + step * Double($1)) }
  }

  /// The new key vector of the changed pair: the old one, unless it is zero and offers no direction.
  @specialized(where T == Float)
  @specialized(where T == Double)
  func shiftedKey<T: BinaryFloatingPoint>(_ key: [T]) -> [T] {
    guard key.allSatisfy({ $0 == 0 }) else { return key }
    return constant(log(1 + abs(before - after)), count: key.count)
  }

  /// A vector whose product with itself is `product`.
  private func constant<T: BinaryFloatingPoint>(_ product: Double, count: Int) -> [T] {
    Array(repeating: T((product / Double(count)).squareRoot()), count: count)
  }
}
