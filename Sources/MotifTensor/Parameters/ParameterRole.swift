/// What a parameter is for; it alone decides optimizer, weight decay, cloning rule and initialisation.
///
/// Names never decide: a filter on name parts once sent `embed_tokens` to Muon.
public enum ParameterRole: Sendable, Hashable {
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
  /// The projection back from the attention, `[hidden, signalHeads · valueDim]`.
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
  /// A role of a user's own; see ``custom(_:isHiddenMatrix:decays:writesToResidual:initialization:)``.
  case custom(CustomRole)

  /// A role of a user's own, for a parameter that no known role describes.
  ///
  /// A matrix is trained by Muon, where the run uses it, and decays; anything else is trained by AdamW
  /// and does not decay, unless said otherwise. The name must not be that of a known role. A model that
  /// has such a parameter cannot be grown: no rule says how to copy it.
  ///
  /// - Parameters:
  ///   - name: what the role is called.
  ///   - isHiddenMatrix: whether it is a matrix inside a block, which Muon orthogonalises.
  ///   - decays: whether weight decay applies; nil for what matrices do.
  ///   - writesToResidual: whether it writes to the residual stream.
  ///   - initialization: the numbers that it starts from.
  public static func custom(
    _ name: String, isHiddenMatrix: Bool, decays: Bool? = nil, writesToResidual: Bool = false,
    initialization: CustomRole.Initialization = .matrix
  ) -> ParameterRole {
    .custom(
      CustomRole(
        name, isHiddenMatrix: isHiddenMatrix, decays: decays ?? isHiddenMatrix,
        writesToResidual: writesToResidual, initialization: initialization))
  }

  /// All roles but custom ones, in the order of their declaration.
  public static let known: [ParameterRole] = [
    .embedding, .outputHead, .queryProjection, .keyProjection, .valueProjection,
    .outputProjection, .gateProjection, .upProjection, .downProjection, .normGain, .subNormGain,
    .lambdaVector, .polyNormWeight, .polyNormBias,
  ]

  /// A matrix inside a block: what Muon orthogonalises (arXiv 2502.16982, section 2).
  public var isHiddenMatrix: Bool {
    switch self {
    case .queryProjection, .keyProjection, .valueProjection, .outputProjection, .gateProjection,
      .upProjection, .downProjection:
      true
    case .embedding, .outputHead, .normGain, .subNormGain, .lambdaVector, .polyNormWeight,
      .polyNormBias:
      false
    case .custom(let role): role.isHiddenMatrix
    }
  }

  /// Whether weight decay applies: to matrices, the embedding and the head included.
  public var decays: Bool {
    if case .custom(let role) = self { return role.decays }
    return isHiddenMatrix || self == .embedding || self == .outputHead
  }

  /// Whether the matrix writes to the residual stream; such matrices start smaller by √(2 layers).
  public var writesToResidual: Bool {
    if case .custom(let role) = self { return role.writesToResidual }
    return self == .outputProjection || self == .downProjection
  }

  /// The name that plans and files print, such as `upProjection`.
  public var rawValue: String {
    switch self {
    case .embedding: "embedding"
    case .outputHead: "outputHead"
    case .queryProjection: "queryProjection"
    case .keyProjection: "keyProjection"
    case .valueProjection: "valueProjection"
    case .outputProjection: "outputProjection"
    case .gateProjection: "gateProjection"
    case .upProjection: "upProjection"
    case .downProjection: "downProjection"
    case .normGain: "normGain"
    case .subNormGain: "subNormGain"
    case .lambdaVector: "lambdaVector"
    case .polyNormWeight: "polyNormWeight"
    case .polyNormBias: "polyNormBias"
    case .custom(let role): role.name
    }
  }
}

extension ParameterRole: Codable {
  /// A known role from its name, a custom one from all that it states.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let name = try? container.decode(String.self) else {
      self = .custom(try container.decode(CustomRole.self))
      return
    }
    guard let role = Self.known.first(where: { $0.rawValue == name }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(name)\" is no role of a parameter")
    }
    self = role
  }

  /// A known role as its name, a custom one as all that it states.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .custom(let role) = self {
      try container.encode(role)
    } else {
      try container.encode(rawValue)
    }
  }
}
