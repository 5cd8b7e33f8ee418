/// How large a model is and what training it computes.
package struct ComputePlan: Codable, Sendable, Equatable {
  /// All trainable numbers.
  package let parameters: Int
  /// Those of the token table and, unless tied, the output head.
  package let embeddingParameters: Int
  /// All others.
  package let nonEmbeddingParameters: Int
  /// Floating-point operations a token in matrix products with weights, forward and backward.
  package let productFLOPs: Double
  /// Floating-point operations a token in causal attention, forward and backward.
  package let attentionFLOPs: Double
  /// Floating-point operations of the whole run.
  package let totalFLOPs: Double

  /// Floating-point operations a token, forward and backward.
  package var flopsPerToken: Double { productFLOPs + attentionFLOPs }

  /// Counts what training `model` on `tokens` tokens in sequences of `length` takes.
  package init(_ model: ModelConfig, length: Int, tokens: Int) {
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
