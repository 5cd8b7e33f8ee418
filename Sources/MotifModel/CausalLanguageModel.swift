public import MotifTensor

/// A Motif language model: token ids in, next-token logits or loss out.
///
/// `h = Embed(ids)`, L blocks, `logits = RMSNorm(h) W_headᵀ`; a tied model uses the embedding as head.
/// Parameters carry the names of Hugging Face checkpoints. Source: arXiv 2511.07464, section 3.
public struct CausalLanguageModel {
  /// The shape of the model, with the rotary base in force.
  public var config: ModelConfig {
    var config = shape
    config.ropeTheta = rotary.theta
    return config
  }
  /// All parameters, in checkpoint order.
  public let parameters: ParameterStore
  /// The blocks, first to last.
  public let blocks: [DecoderBlock]
  let embedding: Embedding
  let norm: RMSNorm
  let outputHead: Parameter?
  let rotary: RotaryEmbedding
  /// In what numbers products with weights are taken, forward and backward: those of the blocks, and
  /// those of the head with its loss.
  public var precision = ProductPrecision.float32
  /// Whether what gradients read of activations is kept in bfloat16, in half the memory; see
  /// `keepingBFloat16Activations`.
  public var keepsBFloat16Activations = false
  private let shape: ModelConfig
  private let share: ModelShare

  /// The base of the rotary angles; it may change between steps, for longer contexts.
  public var rotaryBase: Double {
    get { rotary.theta }
    nonmutating set { rotary.theta = newValue }
  }

  /// Hidden states of one forward pass and what the optimizer wants to know about it.
  public struct Output {
    /// `[batch, time, hidden]`, after the final norm.
    public let hidden: Tensor
    /// By layer: the largest scaled score of every query head.
    public let maxLogits: [[Float]]
  }

  /// A model whose parameters come from `source`.
  ///
  /// Throws ``ModelConfigError`` when the config is impossible, and what the source throws.
  public init(_ config: ModelConfig, source: any ParameterSource) throws {
    try self.init(config, source: source, share: ModelShare())
  }

  /// The share of a rank of a model whose whole parameters come from `source`.
  ///
  /// Throws as ``init(_:source:)``.
  package init(_ config: ModelConfig, source: any ParameterSource, share: ModelShare) throws {
    try config.validate()
    shape = config
    self.share = share
    parameters = ParameterStore()
    let root = ParameterScope(store: parameters, source: source, held: share.held)
    let scope = root.child("model")
    embedding = try Embedding(
      vocabulary: config.vocabSize, hidden: config.hiddenSize, in: scope.child("embed_tokens"))
    let layers = scope.child("layers")
    blocks = try (0..<config.layerCount).map {
      try DecoderBlock(config, layer: $0, share: share, in: layers.child($0))
    }
    norm = try RMSNorm(
      columns: config.hiddenSize, epsilon: Float(config.rmsNormEpsilon), in: scope.child("norm"))
    outputHead =
      config.tieWordEmbeddings
      ? nil
      : try root.child("lm_head").parameter(
        "weight", [config.vocabSize, config.hiddenSize], role: .outputHead)
    rotary = RotaryEmbedding(
      headDim: config.headDim, theta: config.ropeTheta,
      maximumLength: config.maxPositionEmbeddings)
    share.gathering?.prepare(parts)
  }

  /// The parameters in the order in which a forward pass reads them: those of the embedding, of each
  /// block, of the last norm and of the head.
  package var parts: [[Parameter]] {
    let all = parameters.parameters
    let each = blocks.isEmpty ? 0 : (all.count - (outputHead == nil ? 2 : 3)) / blocks.count
    precondition(
      all.count == blocks.count * each + (outputHead == nil ? 2 : 3),
      "blocks of \(blocks.count) layers declare unlike numbers of parameters")
    let inBlocks = blocks.indices.map { Array(all[1 + $0 * each..<1 + ($0 + 1) * each]) }
    return [[embedding.weight]] + inBlocks + [[norm.weight], [outputHead ?? embedding.weight]]
  }

  /// A model with fresh weights, a function of (seed, parameter name).
  public init(_ config: ModelConfig, seed: UInt64) throws {
    try self.init(config, source: SeededSource(config: config, seed: seed))
  }

  /// The weights whose products take operands of eight bits; none in other precisions.
  package var float8Parameters: [Parameter] {
    guard precision.isFloat8 else { return [] }
    return blocks.flatMap { block in
      let (attention, branch) = (block.attention, block.feedForward)
      return [attention.queries, attention.keys, attention.values, attention.output].map(\.weight)
        + [branch.gate, branch.up, branch.down].map(\.weight)
    }
  }

  /// The head `[vocabulary, hidden]`: its own matrix, or the embedding of a tied model.
  public var head: Tensor { (outputHead ?? embedding.weight).tensor }

  /// Runs the blocks over `ids` `[batch, time]`.
  ///
  /// - Parameters:
  ///   - ids: `[batch, time]`.
  ///   - positions: `[batch, time]`; nil counts from 0, or from the end of the cache.
  ///   - segments: `[batch, time]`: attention stays inside equal ids, and 0 is padding.
  ///   - cache: keys and values of earlier tokens, extended by this call; a cache of one sequence,
  ///     made for this model's config and with room for `time` more, and no segments. Nothing is
  ///     recorded for a backward pass then: the cache holds numbers alone.
  ///   - checkpointing: what the blocks keep for the backward pass.
  public func callAsFunction(
    _ ids: TokenTensor, positions: TokenTensor? = nil, segments: TokenTensor? = nil,
    cache: KeyValueCache? = nil, checkpointing: ActivationCheckpointing = .none
  ) -> Output {
    precondition(ids.shape.rank == 2, "ids need shape [batch, time], not \(ids.shape)")
    let positions = positions ?? consecutivePositions(ids.shape, from: cache?.lengths[0] ?? 0)
    guard let cache else { return run(ids, positions, segments, nil, checkpointing) }
    precondition(
      segments == nil && ids.shape[0] == 1 && cache.rowCount == 1,
      "ids \(ids.shape)\(segments == nil ? "" : " with segments") for a cache of \(cache.rowCount) "
        + "sequences; expected one sequence without segments")
    return withoutGradients {
      run(ids, positions, nil, cache.additions([ids.count], layerCount: blocks.count), .none)
    }
  }

  /// Runs the blocks over the next tokens of the sequences of `cache`, which is extended by them.
  ///
  /// The cost is that of `Σ counts` tokens: no sequence is padded to the length of another. With up to
  /// 16 tokens in all, the numbers of a sequence have the same bits as in a call for it alone.
  ///
  /// - Parameter tokens: the next tokens of each row of the cache; none for a row that rests.
  /// - Returns: hidden states `[1, Σ counts, hidden]`, in the order of the rows; nothing is recorded for
  ///   a backward pass.
  package func callAsFunction(_ tokens: [[Int32]], cache: KeyValueCache) -> Output {
    let counts = tokens.map(\.count)
    precondition(
      counts.count == cache.rowCount && counts.contains { $0 > 0 },
      "\(counts) next tokens for a cache of \(cache.rowCount) sequences")
    let shape: Shape = [1, counts.reduce(0, +)]
    let positions = zip(cache.lengths, counts).flatMap { $0..<$0 + $1 }
    return withoutGradients {
      run(
        TokenTensor(tokens.flatMap { $0 }, shape: shape), TokenTensor(positions, shape: shape), nil,
        cache.additions(counts, layerCount: blocks.count), .none)
    }
  }

  private func run(
    _ ids: TokenTensor, _ positions: TokenTensor, _ segments: TokenTensor?,
    _ cache: [KeyValueCache.Addition]?, _ checkpointing: ActivationCheckpointing
  ) -> Output {
    keepingBFloat16Activations(keepsBFloat16Activations) {
      runBlocks(ids, positions, segments, cache, checkpointing)
    }
  }

  private func runBlocks(
    _ ids: TokenTensor, _ positions: TokenTensor, _ segments: TokenTensor?,
    _ cache: [KeyValueCache.Addition]?, _ checkpointing: ActivationCheckpointing
  ) -> Output {
    var hidden = share.with(0) { embed(ids) }
    var maxLogits: [[Float]] = []
    for (index, block) in blocks.enumerated() {
      let result = checkpointing { [hidden] in
        share.with(1 + index) {
          block(
            hidden, rotary: rotary, positions: positions, segments: segments,
            cache: cache?[index], precision: precision)
        }
      }
      hidden = result.0
      maxLogits.append(result.1)
    }
    return Output(
      hidden: share.with(1 + blocks.count) { norm(hidden) }, maxLogits: maxLogits)
  }

  /// The tokens whose rows of table and head this rank holds.
  private var tokens: Range<Int> { share.tokens ?? 0..<config.vocabSize }

  private func embed(_ ids: TokenTensor) -> Tensor {
    embedding.weight.tensor.gather(ids, tokens: tokens, over: share.tensorParallel)
  }

  /// The logits `[…, vocabulary]` of hidden states `[…, hidden]`, for a model that one rank holds.
  public func logits(_ hidden: Tensor) -> Tensor {
    hidden.linear(head, precision: precision.ofHead)
  }

  /// The summed cross-entropy of `labels` divided by `normalizer`, in nats.
  ///
  /// - Parameters:
  ///   - output: what the blocks gave.
  ///   - labels: what each position must predict; negative ones are ignored.
  ///   - normalizer: usually the number of labels that count in the whole batch.
  ///   - zLoss: the weight of `(log Σ exp)²` of every position, which is added.
  public func loss(
    _ output: Output, labels: TokenTensor, normalizer: Double, zLoss: Float = 0
  ) -> Tensor {
    share.with(2 + blocks.count) {
      output.hidden.shared(over: share.tensorParallel).crossEntropy(
        head: head, labels: labels, normalizer: normalizer, zLoss: zLoss, precision: precision,
        tokens: tokens, vocabulary: config.vocabSize, over: share.tensorParallel)
    }
  }

  private func consecutivePositions(_ shape: Shape, from start: Int) -> TokenTensor {
    TokenTensor((0..<shape.count).map { start + $0 % shape[1] }, shape: shape)
  }
}
