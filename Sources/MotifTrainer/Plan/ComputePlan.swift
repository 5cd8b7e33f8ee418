public import MotifModel

/// How large a model is and what training it computes.
public struct ComputePlan: Codable, Sendable, Equatable {
  /// All trainable numbers.
  public let parameters: Int
  /// Those of the token table and, unless tied, the output head.
  public let embeddingParameters: Int
  /// All others.
  public let nonEmbeddingParameters: Int
  /// Floating-point operations a token in matrix products with weights, forward and backward.
  public let productFLOPs: Double
  /// Floating-point operations a token in causal attention, forward and backward.
  public let attentionFLOPs: Double
  /// Floating-point operations of the whole run.
  public let totalFLOPs: Double

  /// Floating-point operations a token, forward and backward.
  public var flopsPerToken: Double { productFLOPs + attentionFLOPs }

  /// Counts what training `model` on `tokens` tokens in sequences of `length` takes.
  public init(_ model: ModelConfig, length: Int, tokens: Int) {
    let table = model.vocabSize * model.hiddenSize
    parameters = model.parameterCount
    embeddingParameters = (model.tieWordEmbeddings ? 1 : 2) * table
    nonEmbeddingParameters = parameters - embeddingParameters
    productFLOPs = model.productFLOPsPerToken
    attentionFLOPs = model.attentionFLOPsPerToken(length: length)
    totalFLOPs = (productFLOPs + attentionFLOPs) * Double(tokens)
  }

  private enum CodingKeys: String, CodingKey {
    case parameters, embeddingParameters, nonEmbeddingParameters
    case productFLOPs = "productFLOPsPerToken"
    case attentionFLOPs = "attentionFLOPsPerToken"
    case totalFLOPs
  }
}
