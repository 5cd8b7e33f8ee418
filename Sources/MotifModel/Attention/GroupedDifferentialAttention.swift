public import MotifTensor

/// Grouped Differential Attention: signal heads minus a shared noise head, group by group.
///
/// Query heads come in G groups of R signal heads and one noise head; a group has one signal key, one
/// noise key and one value of twice the head size. With `O = softmax(q kᵀ/√d) V` for every query head:
/// `y = concat_{g,j} (1 − λ_init) RMSNorm(O_{g,j} − λ O_{g,noise}) W_oᵀ`.
/// R = 1 is the Differential Transformer. Source: arXiv 2510.06949; 2511.07464, section 3.
///
/// Without noise heads (`num_noise_heads` 0) it is plain grouped-query softmax attention, the baseline:
/// every key head has a value of the head size, there is no λ and no norm behind the heads, and
/// `y = concat_h O_h W_oᵀ` with the rotary embedding as ever. Source: arXiv 1706.03762; 2305.13245.
public struct GroupedDifferentialAttention {
  let queries: Linear
  let keys: Linear
  let values: Linear
  let output: Linear
  /// nil without noise heads.
  let difference: DifferentialOutput?
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
    difference =
      config.isDifferential ? try DifferentialOutput(config, layer: layer, in: scope) : nil
    (heads, allHeads) = (config.heads(share.part), config.heads { $0 })
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
    let combined = difference?(attended.output, heads: heads) ?? attended.output
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
  /// λ of this layer now; nil without noise heads.
  public var lambdaValue: Double? { difference?.lambda.vectors.value }
  /// Whether λ is held by the clamp on its dot products, which healthy training never meets.
  public var lambdaIsClamped: Bool { difference?.lambda.vectors.isClamped ?? false }
}

extension ModelConfig {
  /// The heads of a layer, or of the part of it that a rank computes.
  fileprivate func heads(_ part: (Int) -> Int) -> AttentionHeads {
    isDifferential
      ? .differential(
        groups: part(groupCount), signalHeads: signalHeadsPerGroup,
        keyGroups: part(keyGroupCount), headDim: headDim)
      : .grouped(
        queryHeads: part(queryHeadCount), keyHeads: part(keyValueHeadCount), headDim: headDim,
        valueDim: valueDim)
  }
}
