public import MotifTensor

/// Grouped Differential Attention: signal heads minus a shared noise head, group by group.
///
/// Query heads come in G groups of R signal heads and one noise head; a group has one signal key, one
/// noise key and one value of twice the head size. With `O = softmax(q kᵀ/√d) V` for every query head:
/// `y = concat_{g,j} (1 − λ_init) RMSNorm(O_{g,j} − λ O_{g,noise}) W_oᵀ`.
/// R = 1 is the Differential Transformer. Source: arXiv 2510.06949; 2511.07464, section 3.
public struct GroupedDifferentialAttention {
  let queries: Linear
  let keys: Linear
  let values: Linear
  let output: Linear
  let lambda: DifferentialLambda
  let subNorm: RMSNorm
  /// The heads that this rank computes.
  let heads: AttentionHeads
  /// The heads of all ranks.
  private let allHeads: AttentionHeads
  private let share: ModelShare

  /// Declares the layer's parameters in `scope`.
  public init(_ config: ModelConfig, layer: Int, in scope: ParameterScope) throws {
    try self.init(config, layer: layer, share: ModelShare(), in: scope)
  }

  init(_ config: ModelConfig, layer: Int, share: ModelShare, in scope: ParameterScope) throws {
    self.share = share
    let hidden = config.hiddenSize
    lambda = try DifferentialLambda(
      headDim: config.headDim, initial: config.lambdaInit(layer: layer), in: scope)
    queries = try Linear(
      inputs: hidden, outputs: config.queryWidth, role: .queryProjection,
      in: scope.child("q_proj"))
    keys = try Linear(
      inputs: hidden, outputs: config.keyValueWidth, role: .keyProjection,
      in: scope.child("k_proj"))
    values = try Linear(
      inputs: hidden, outputs: config.keyValueWidth, role: .valueProjection,
      in: scope.child("v_proj"))
    output = try Linear(
      inputs: config.attentionOutputWidth, outputs: hidden, role: .outputProjection,
      in: scope.child("o_proj"))
    subNorm = try RMSNorm(
      columns: 2 * config.headDim, epsilon: Float(config.attentionNormEpsilon),
      role: .subNormGain, in: scope.child("subln"))
    func layout(_ part: (Int) -> Int) -> AttentionHeads {
      .differential(
        groups: part(config.groupCount), signalHeads: config.signalHeadsPerGroup,
        keyGroups: part(config.keyGroupCount), headDim: config.headDim)
    }
    (heads, allHeads) = (layout(share.part), layout { $0 })
  }

  /// The attention of `x` `[batch, time, hidden]`, already normalised; products with weights are taken
  /// in `precision`, scores and sums of values in Float32.
  ///
  /// - Returns: the branch output, and the largest scaled score of every query head that this rank
  ///   computes in checkpoint order, which QK-Clip reads.
  public func callAsFunction(
    _ x: Tensor, rotary: RotaryEmbedding, positions: TokenTensor, segments: TokenTensor? = nil,
    cache: KeyValueCache.Addition? = nil, precision: ProductPrecision = .float32
  ) -> (output: Tensor, maxLogits: [Float]) {
    let x = x.shared(over: share.tensorParallel)
    let q = rotary(
      queries(x, precision: precision), positions: positions, heads: heads.queryHeads)
    let k = rotary(keys(x, precision: precision), positions: positions, heads: heads.keyHeads)
    let v = values(x, precision: precision)
    let attended: (output: Tensor, maxLogits: [Float])
    if let cache {
      attended = cache.attention(q, keys: k, values: v, heads: heads)
    } else {
      attended = q.attention(keys: k, values: v, heads: heads, segments: segments)
    }
    let combined = attended.output.differentialCombine(
      lambda: lambda.vectors, gain: subNorm.weight.tensor, epsilon: subNorm.epsilon, heads: heads)
    let branch = output(combined, precision: precision)
    return (branch.summed(over: share.tensorParallel), attended.maxLogits)
  }
}

extension GroupedDifferentialAttention {
  /// W_q, whose rows QK-Clip scales head by head.
  public var queryWeight: Parameter { queries.weight }
  /// W_k, whose rows QK-Clip scales head by head.
  public var keyWeight: Parameter { keys.weight }
  /// The key head that each query head reads, in checkpoint order, of all ranks' heads.
  public var keyHeadOfQuery: [Int] { allHeads.keyHeadOfQuery }
  /// λ of this layer now.
  public var lambdaValue: Double { lambda.vectors.value }
  /// Whether λ is held by the clamp on its dot products, which healthy training never meets.
  public var lambdaIsClamped: Bool { lambda.vectors.isClamped }
}
