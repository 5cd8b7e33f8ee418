internal import MotifTensor

/// What differential attention does behind the softmax: `(1 − λ_init) RMSNorm(O_{g,j} − λ O_{g,noise})`.
///
/// Plain softmax attention has nothing there. Source: arXiv 2410.05258, section 2; 2510.06949.
struct DifferentialOutput {
  let lambda: DifferentialLambda
  let subNorm: RMSNorm

  init(_ config: ModelConfig, layer: Int, in scope: ParameterScope) throws {
    lambda = try DifferentialLambda(
      headDim: config.headDim, initial: config.lambdaInit(layer: layer), in: scope)
    subNorm = try RMSNorm(
      columns: config.valueDim, epsilon: Float(config.attentionNormEpsilon), role: .subNormGain,
      in: scope.child("subln"))
  }

  /// The signal heads of `attended`, the results of all query heads.
  func callAsFunction(_ attended: Tensor, heads: AttentionHeads) -> Tensor {
    attended.differentialCombine(
      lambda: lambda.vectors, gain: subNorm.weight.tensor, epsilon: subNorm.epsilon, heads: heads)
  }
}
