import Foundation

/// Where the layers of a deeper model come from: blocks that start as the identity are put in between.
///
/// With L layers and ΔL new ones, a copy of the last layer of each of ΔL equal spans follows that
/// span, its `o_proj` and `down_proj` zero; where ΔL does not divide L the spans are as equal as
/// possible. Motif's 32 → 40 puts new layers at 4, 9, …, 39. Source: LLaMA-Pro, arXiv 2401.02415.
public struct DepthExpansion: Sendable, Equatable {
  /// One layer of the deeper model.
  public struct Layer: Sendable, Equatable {
    /// The source layer it is a copy of.
    public let source: Int
    /// Whether it is new: its projections to the residual stream are zero.
    public let isInserted: Bool
  }

  /// The layers of the deeper model, first to last.
  public let layers: [Layer]

  /// The map from `source` to `target` layers, `1 ≤ source ≤ target`.
  public init(from source: Int, to target: Int) {
    precondition(1 <= source && source <= target, "cannot expand \(source) layers to \(target)")
    let inserted = target - source
    // Span k ends before source layer ⌈(k + 1)·L / ΔL⌉.
    let ends = (0..<inserted).map { (($0 + 1) * source + inserted - 1) / inserted - 1 }
    layers = (0..<source).flatMap { layer in
      [Layer(source: layer, isInserted: false)]
        + ends.filter { $0 == layer }.map { Layer(source: $0, isInserted: true) }
    }
  }

  /// The indices of the new layers.
  public var insertedLayers: [Int] { layers.indices.filter { layers[$0].isInserted } }
}

extension ModelConfig {
  /// This config with `count` more layers.
  ///
  /// λ_init depends on a layer's index, which insertion shifts. By default the index counts the new
  /// layers and growth compensates the shift in the weights, which every reader of the published
  /// format understands. With `keepingLambdaIndices`, or where the source has indices already, each
  /// layer keeps its source's in ``lambdaInitIndices``, which only this package reads, and no weight
  /// changes.
  public func expanded(byLayers count: Int, keepingLambdaIndices: Bool = false) -> ModelConfig {
    var result = self
    result.layerCount += count
    let origins = DepthExpansion(from: layerCount, to: result.layerCount).layers.map(\.source)
    let indices = lambdaInitIndices.isEmpty ? Array(0..<layerCount) : lambdaInitIndices
    result.lambdaInitIndices =
      keepingLambdaIndices || !lambdaInitIndices.isEmpty ? origins.map { indices[$0] } : []
    return result
  }
}

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
