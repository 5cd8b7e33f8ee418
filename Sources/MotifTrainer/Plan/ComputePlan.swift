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
  ///
  /// A multiply–add counts as two operations, the gradient of a product as two products:
  ///
  /// - products: `3 · 2 · (N + V·H)` for N numbers in the matrices of all blocks and the output head
  ///   (tied or not; the token table is looked up, which is free);
  /// - attention: `3 · L · Hq · 2 · (d + 2d) · (T + 1)/2`: each query head meets on average (T + 1)/2
  ///   keys of d numbers and as many values of 2d.
  ///
  /// Norms, rotations and the optimizer are left out, and so is what the attention gradient computes
  /// again. Documents shorter than a sequence see fewer keys: this is an upper bound.
  public init(_ model: ModelConfig, length: Int, tokens: Int) {
    let table = model.vocabSize * model.hiddenSize
    parameters = model.parameterCount
    embeddingParameters = (model.tieWordEmbeddings ? 1 : 2) * table
    nonEmbeddingParameters = parameters - embeddingParameters
    productFLOPs = 6 * Double(model.blockMatrixParameterCount + table)
    let keys = Double(length + 1) / 2
    attentionFLOPs =
      3 * Double(model.layerCount * model.queryHeadCount) * 2 * Double(3 * model.headDim) * keys
    totalFLOPs = (productFLOPs + attentionFLOPs) * Double(tokens)
  }

  private enum CodingKeys: String, CodingKey {
    case parameters, embeddingParameters, nonEmbeddingParameters
    case productFLOPs = "productFLOPsPerToken"
    case attentionFLOPs = "attentionFLOPsPerToken"
    case totalFLOPs
  }
}
