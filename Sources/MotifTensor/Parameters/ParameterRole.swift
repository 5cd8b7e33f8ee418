/// What a parameter is for; it alone decides optimizer, weight decay, cloning rule and initialisation.
///
/// Names never decide: a filter on name parts once sent `embed_tokens` to Muon.
public enum ParameterRole: String, Sendable, CaseIterable, Codable {
  /// The token table, `[vocabulary, hidden]`.
  case embedding
  /// The output head, `[vocabulary, hidden]`.
  case outputHead
  /// Query rows of the attention, `[queryHeads · headDim, hidden]`.
  case queryProjection
  /// Key rows of the attention, `[keyHeads · headDim, hidden]`.
  case keyProjection
  /// Value rows of the attention, `[valueHeads · headDim, hidden]`.
  case valueProjection
  /// The projection back from the attention, `[hidden, signalHeads · 2 headDim]`.
  case outputProjection
  /// The gate of the feed-forward, `[intermediate, hidden]`.
  case gateProjection
  /// The factor of the feed-forward, `[intermediate, hidden]`.
  case upProjection
  /// The projection back from the feed-forward, `[hidden, intermediate]`.
  case downProjection
  /// The gain of a norm over the hidden dimension.
  case normGain
  /// The gain of the norm over a differential head, `[2 headDim]`.
  case subNormGain
  /// One of the four λ vectors, `[headDim]`.
  case lambdaVector
  /// PolyNorm's three weights.
  case polyNormWeight
  /// PolyNorm's bias.
  case polyNormBias

  /// A matrix inside a block: what Muon orthogonalises (arXiv 2502.16982, section 2).
  public var isHiddenMatrix: Bool {
    switch self {
    case .queryProjection, .keyProjection, .valueProjection, .outputProjection, .gateProjection,
      .upProjection, .downProjection:
      true
    default: false
    }
  }

  /// Whether weight decay applies: to matrices, the embedding and the head included.
  public var decays: Bool { isHiddenMatrix || self == .embedding || self == .outputHead }

  /// Whether the matrix writes to the residual stream; such matrices start smaller by √(2 layers).
  public var writesToResidual: Bool { self == .outputProjection || self == .downProjection }
}
