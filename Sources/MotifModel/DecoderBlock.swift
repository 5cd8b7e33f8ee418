public import MotifTensor

/// One pre-norm block: `h ← h + s·Attention(RMSNorm(h)); h ← h + s·FeedForward(RMSNorm(h))`.
///
/// `s` is the residual scale of the config, 1 for the published models.
public struct DecoderBlock {
  let inputNorm: RMSNorm
  /// The attention branch; QK-Clip reaches its query and key rows.
  public let attention: GroupedDifferentialAttention
  let postAttentionNorm: RMSNorm
  /// The feed-forward branch.
  public let feedForward: FeedForward
  let residualScale: Float

  /// Declares the block's parameters in `scope`: sixteen in the published models.
  public init(_ config: ModelConfig, layer: Int, in scope: ParameterScope) throws {
    try self.init(config, layer: layer, share: ModelShare(), in: scope)
  }

  init(_ config: ModelConfig, layer: Int, share: ModelShare, in scope: ParameterScope) throws {
    let epsilon = Float(config.rmsNormEpsilon)
    inputNorm = try RMSNorm(
      columns: config.hiddenSize, epsilon: epsilon, in: scope.child("input_layernorm"))
    attention = try GroupedDifferentialAttention(
      config, layer: layer, share: share, in: scope.child("self_attn"))
    postAttentionNorm = try RMSNorm(
      columns: config.hiddenSize, epsilon: epsilon, in: scope.child("post_attention_layernorm"))
    feedForward = try FeedForward(config, share: share, in: scope.child("mlp"))
    residualScale = Float(config.residualScale.factor(layerCount: config.layerCount))
  }

  /// The block applied to the residual stream `h` `[batch, time, hidden]`, and its largest logits;
  /// products with weights are taken in `precision`.
  public func callAsFunction(
    _ h: Tensor, rotary: RotaryEmbedding, positions: TokenTensor, segments: TokenTensor? = nil,
    cache: KeyValueCache.Addition? = nil, precision: ProductPrecision = .float32
  ) -> (output: Tensor, maxLogits: [Float]) {
    let attended = attention(
      inputNorm(h), rotary: rotary, positions: positions, segments: segments, cache: cache,
      precision: precision)
    let middle = h.adding(attended.output, scale: residualScale)
    let branch = feedForward(postAttentionNorm(middle), precision: precision)
    return (middle.adding(branch, scale: residualScale), attended.maxLogits)
  }
}
