/// How large a model is and what training it computes, in sequences that are one document each.
///
/// Where several documents share a row they see fewer keys, so a run's metrics count less attention.
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

  /// Counts what training those parameters of `model` that `trained` names, nil for all, takes on
  /// `tokens` tokens in sequences of `length`.
  package init(_ model: ModelConfig, trained: Set<String>? = nil, length: Int, tokens: Int) {
    self.init(model, trained: trained, meanLength: Double(length), tokens: tokens)
  }

  /// Counts what it takes in sequences of several lengths, of which a token sees `meanLength` on average.
  package init(
    _ model: ModelConfig, trained: Set<String>? = nil, meanLength: Double, tokens: Int
  ) {
    let table = model.vocabSize * model.hiddenSize
    parameters = model.parameterCount
    embeddingParameters = (model.tieWordEmbeddings ? 1 : 2) * table
    nonEmbeddingParameters = parameters - embeddingParameters
    let cost = TrainingCost(model, trained: trained)
    productFLOPs = cost.perToken
    attentionFLOPs = cost.perPair * (meanLength + 1) / 2
    totalFLOPs = (productFLOPs + attentionFLOPs) * Double(tokens)
  }

  private enum CodingKeys: String, CodingKey {
    case parameters, embeddingParameters, nonEmbeddingParameters
    case productFLOPs = "productFLOPsPerToken"
    case attentionFLOPs = "attentionFLOPsPerToken"
    case totalFLOPs
  }
}
