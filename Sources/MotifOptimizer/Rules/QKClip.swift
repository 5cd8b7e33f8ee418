internal import Foundation
public import MotifTensor

/// QK-Clip: shrinks query and key rows of heads whose largest logit exceeded the threshold.
///
/// `γ_h = τ / S_h` where the largest scaled score S_h of head h is above τ, else 1. RoPE turns but does not stretch,
/// so scaling rows scales logits exactly. For a key head read by Q query heads, of which the smallest
/// factor is γ_min, and `r = 1/(1 + √Q)`:
///
/// | mode | key rows | query rows |
/// | --- | --- | --- |
/// | balanced | γ_min^r | γ_h / γ_min^r |
/// | motifPublic | √γ_min | √γ_h |
/// | motif3 | γ_min^r | γ_h^(1−r) |
/// | qOnly | 1 | γ_h |
///
/// `balanced` scales every logit by exactly γ_h and leaves heads that did not exceed τ as they were.
/// Source: arXiv 2507.20534 (Kimi K2); Motif's optimizer; arXiv 2608.09119 for `motif3`.
public struct QKClip: Sendable, Equatable {
  /// How the factor is shared between queries and keys.
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// Every logit by exactly γ_h, keys with the exponent 1/(1 + √Q).
    case balanced
    /// The public Motif code: √γ on both sides, the minimum on shared keys.
    case motifPublic
    /// Motif-3's exponents.
    case motif3
    /// Queries take the whole factor.
    case qOnly
  }

  /// The multipliers of one layer, in checkpoint head order; none for a frozen layer.
  public struct Scales: Sendable, Equatable {
    /// One factor a query head.
    public let queries: [Double]
    /// One factor a key head.
    public let keys: [Double]
    /// How many query heads exceeded the threshold.
    public let clippedHeads: Int
    /// The smallest factor `γ = min(1, τ/S)` of a head with largest logit S; 1 where none was clipped.
    public let smallestFactor: Double
  }

  /// How the factor is shared.
  public var mode: Mode
  /// τ: the largest attention logit that a head may have unclipped.
  public var threshold: Double

  /// A rule of the given mode and threshold.
  public init(mode: Mode = .balanced, threshold: Double = 100) {
    self.mode = mode
    self.threshold = threshold
  }

  /// The multipliers for one layer.
  ///
  /// - Parameters:
  ///   - maxLogits: S_h of every query head.
  ///   - keyHeadOfQuery: the key head that each query head reads.
  public func scales(maxLogits: [Double], keyHeadOfQuery: [Int]) -> Scales {
    let keyCount = (keyHeadOfQuery.max() ?? -1) + 1
    let factors = maxLogits.map { $0 > threshold ? threshold / $0 : 1 }
    var smallest = [Double](repeating: 1, count: keyCount)
    var readers = [Double](repeating: 0, count: keyCount)
    for (factor, key) in zip(factors, keyHeadOfQuery) {
      smallest[key] = min(smallest[key], factor)
      readers[key] += 1
    }
    let exponents = readers.map { 1 / (1 + $0.squareRoot()) }
    let keys: [Double] = smallest.indices.map { key in
      switch mode {
      case .balanced, .motif3: pow(smallest[key], exponents[key])
      case .motifPublic: smallest[key].squareRoot()
      case .qOnly: 1
      }
    }
    let queries: [Double] = zip(factors, keyHeadOfQuery).map { factor, key in
      switch mode {
      case .balanced: factor / keys[key]
      case .motifPublic: factor.squareRoot()
      case .motif3: pow(factor, 1 - exponents[key])
      case .qOnly: factor
      }
    }
    return Scales(
      queries: queries, keys: keys, clippedHeads: maxLogits.filter { $0 > threshold }.count,
      smallestFactor: factors.min() ?? 1)
  }

  /// Scales the query and key rows of every layer whose heads exceeded the threshold; frozen layers
  /// are left alone and have no factors.
  ///
  /// Layers are told by the roles of `parameters`: the n-th query and the n-th key projection are
  /// those of layer n.
  ///
  /// - Parameters:
  ///   - keyHeadOfQuery: by layer, the key head that each query head reads.
  ///   - maxLogits: by layer, the largest score of every query head in this step's forward.
  /// - Returns: the scales by layer, for metrics.
  @discardableResult
  public func apply(
    to parameters: ParameterStore, keyHeadOfQuery: [[Int]], maxLogits: [[Float]]
  ) -> [Scales] {
    let queries = parameters.parameters.filter { $0.role == .queryProjection }
    let keys = parameters.parameters.filter { $0.role == .keyProjection }
    precondition(
      queries.count == keyHeadOfQuery.count && keys.count == keyHeadOfQuery.count,
      "QK-Clip: \(queries.count) query and \(keys.count) key projections for "
        + "\(keyHeadOfQuery.count) layers of heads")
    return maxLogits.indices.map { layer in
      guard queries[layer].isTrainable else {
        return Scales(queries: [], keys: [], clippedHeads: 0, smallestFactor: 1)
      }
      let scales = scales(
        maxLogits: maxLogits[layer].map(Double.init), keyHeadOfQuery: keyHeadOfQuery[layer])
      if scales.clippedHeads > 0 {
        queries[layer].value.scaleRows(by: scales.queries.map(Float.init))
        keys[layer].value.scaleRows(by: scales.keys.map(Float.init))
      }
      return scales
    }
  }
}
