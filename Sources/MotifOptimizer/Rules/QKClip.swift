internal import Foundation
internal import MotifDistributed
public import MotifTensor

/// QK-Clip: shrinks query and key rows of heads whose largest logit exceeded the threshold.
///
/// `γ_h = τ / S_h` where the largest scaled score S_h of head h is above τ, else 1; a head that saw
/// nothing has S_h = −∞ and so 1. RoPE turns but does not stretch, so scaling rows scales logits
/// exactly. For a key head read by Q query heads, of which the smallest factor is γ_min, and
/// `r = 1/(1 + √Q)`:
///
/// | mode | key rows κ | query rows |
/// | --- | --- | --- |
/// | balanced | (∏ γ_h)^(r/Q) | γ_h / κ |
/// | balancedMinimum | γ_min^r | γ_h / κ |
/// | motifPublic | √γ_min | √γ_h |
/// | motif3 | γ_min^r | γ_h^(1−r) |
/// | qOnly | 1 | γ_h |
///
/// `balanced`, `balancedMinimum` and `qOnly` scale every logit by exactly γ_h and leave heads that did
/// not exceed τ as they were; they differ in how much of the scale the shared key carries. Source:
/// arXiv 2507.20534 (Kimi K2); Motif's optimizer; arXiv 2608.09119 for `motif3`.
public struct QKClip: Sendable, Equatable {
  /// How the factor is shared between queries and keys.
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// Every logit by exactly γ_h; the key takes the geometric mean of its readers' factors with the
    /// exponent 1/(1 + √Q).
    case balanced
    /// As `balanced` with the smallest factor in place of the mean, which shrinks shared keys most.
    case balancedMinimum
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
  ///   - maxLogits: S_h of every query head; −∞ for one that saw nothing.
  ///   - keyHeadOfQuery: the key head that each query head reads.
  public func scales(maxLogits: [Double], keyHeadOfQuery: [Int]) -> Scales {
    let factors = maxLogits.map { $0 > threshold ? threshold / $0 : 1 }
    var readers = [[Double]](repeating: [], count: (keyHeadOfQuery.max() ?? -1) + 1)
    for (factor, key) in zip(factors, keyHeadOfQuery) { readers[key].append(factor) }
    let exponents = readers.map { 1 / (1 + Double($0.count).squareRoot()) }
    let keys: [Double] = zip(readers, exponents).map { factors, exponent in
      switch mode {
      case .balanced:
        // In logarithms, because a product of many small factors can underflow.
        exp(exponent * factors.reduce(0) { $0 + log($1) } / Double(max(1, factors.count)))
      case .balancedMinimum, .motif3: pow(factors.min() ?? 1, exponent)
      case .motifPublic: (factors.min() ?? 1).squareRoot()
      case .qOnly: 1
      }
    }
    let queries: [Double] = zip(factors, keyHeadOfQuery).map { factor, key in
      switch mode {
      case .balanced, .balancedMinimum: factor / keys[key]
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
  /// those of layer n. Of a sharded projection the rows that this rank holds are scaled, whether they
  /// are whole heads or not; the logits are those of all heads.
  ///
  /// - Parameters:
  ///   - parameters: those of the model.
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
        queries[layer].scaleHeads(by: scales.queries)
        keys[layer].scaleHeads(by: scales.keys)
      }
      return scales
    }
  }
}

extension Parameter {
  /// Multiplies the rows of each head, equal shares of the whole parameter's, by the head's factor.
  fileprivate func scaleHeads(by factors: [Double]) {
    let headRows = spec.globalShape[0] / factors.count
    let first = spec.slice?.start[0] ?? 0
    guard count > 0 else { return }
    value.scaleRows(by: (0..<spec.shape[0]).map { Float(factors[(first + $0) / headRows]) })
  }
}
