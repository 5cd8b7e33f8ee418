import Foundation

extension ModelConfig {
  /// Whether attention is the difference of signal and noise heads; plain softmax attention without
  /// noise heads.
  public var isDifferential: Bool { noiseHeadCount > 0 }
  /// Whether the feed-forward activation is PolyNorm rather than SiLU.
  public var hasPolyNorm: Bool { hiddenActivation == Self.polyNorm }

  /// `G`, the groups of heads: one noise head each; without noise heads the query heads that share a
  /// key head are a group.
  public var groupCount: Int { isDifferential ? noiseHeadCount : keyValueHeadCount }
  /// `R`, the signal heads of a group, from `Hq = G(R+1)`, or `Hq = G·R` without noise heads; 1 is plain
  /// differential attention.
  public var signalHeadsPerGroup: Int {
    isDifferential ? queryHeadCount / noiseHeadCount - 1 : queryHeadCount / keyValueHeadCount
  }
  /// `G·R`, the signal heads of a layer.
  public var signalHeadCount: Int { queryHeadCount - noiseHeadCount }
  /// Pairs of one signal and one noise key head, from `Hkv = 2·keyGroupCount`; without noise heads the
  /// key heads.
  public var keyGroupCount: Int { isDifferential ? keyValueHeadCount / 2 : keyValueHeadCount }
  /// What a query head returns: `2d` numbers, or d without noise heads.
  public var valueDim: Int { isDifferential ? 2 * headDim : headDim }

  /// Rows of the query projection: `Hq·d`.
  public var queryWidth: Int { queryHeadCount * headDim }
  /// Rows of the key projection, and of the value projection: `Hkv·d`.
  public var keyValueWidth: Int { keyValueHeadCount * headDim }
  /// Columns of the output projection: `2·G·R·d`, because a signal head returns `2d` numbers; `Hq·d`
  /// without noise heads.
  public var attentionOutputWidth: Int { signalHeadCount * valueDim }

  /// λ_init of a layer: `0.8 − 0.6·exp(−0.3·(i − offset))` with `i` the layer's depth index.
  ///
  /// A constant of the layer, slightly negative in layer 0 of Motif (arXiv 2410.05258 with Motif's
  /// offset). `layer` must be in `0 ..< L`.
  public func lambdaInit(layer: Int) -> Double {
    precondition(
      layer >= 0 && layer < layerCount, "layer \(layer) is not in 0 ..< \(layerCount)")
    return lambdaInit(depth: lambdaInitIndices.isEmpty ? layer : lambdaInitIndices[layer])
  }

  /// λ_init of a layer whose depth index is `depth`.
  func lambdaInit(depth: Int) -> Double { 0.8 - 0.6 * exp(-0.3 * Double(depth - lambdaInitOffset)) }

  /// The standard deviation σ that linear layers, embeddings and the output head start from.
  ///
  /// `initializer_range` when set; else 0.02 for `H ≥ 2048` and `min(0.02·(4096/H)^¼, 0.05)` below.
  public var initializerStandardDeviation: Double {
    if initializerRange > 0 { return initializerRange }
    return hiddenSize >= 2048 ? 0.02 : min(0.02 * pow(4096 / Double(hiddenSize), 0.25), 0.05)
  }

  /// The σ of the projections that write to the residual stream (`o_proj`, `down_proj`): `σ/√(2L)`.
  public var residualProjectionStandardDeviation: Double {
    initializerStandardDeviation / (2 * Double(layerCount)).squareRoot()
  }

  /// Numbers in the seven matrices of all blocks, those that Muon updates:
  /// `L·(H·d·Hq + 2·H·d·Hkv + 2·H·G·R·d + 3·H·F)`, without noise heads `H·d·Hq` in place of `2·H·G·R·d`.
  public var blockMatrixParameterCount: Int {
    let attention = hiddenSize * (queryWidth + 2 * keyValueWidth + attentionOutputWidth)
    return layerCount * (attention + 3 * hiddenSize * intermediateSize)
  }

  /// Floating-point operations of matrix products a token, forward and backward: `6·(N + V·H)`.
  ///
  /// A multiply–add counts as two, the gradient of a product as two products; N are the block
  /// matrices, `V·H` is the output head, tied or not. Looking a token up is free.
  public var productFLOPsPerToken: Double {
    6 * Double(blockMatrixParameterCount + vocabSize * hiddenSize)
  }

  /// Floating-point operations of attention a token, forward and backward, in sequences of T tokens:
  /// `18·L·Hq·d·(T + 1)/2`, without noise heads `12·L·Hq·d·(T + 1)/2`.
  ///
  /// Each query head meets on average (T + 1)/2 keys of d numbers and as many values of 2d or, without
  /// noise heads, d. Documents
  /// shorter than a sequence see fewer keys, which a run's metrics count; what the gradient computes
  /// again is left out.
  public func attentionFLOPsPerToken(length: Int) -> Double {
    6 * Double(layerCount * queryHeadCount * (headDim + valueDim)) * Double(length + 1) / 2
  }

  /// Floating-point operations a token, forward and backward, in sequences of `length`, when all
  /// parameters are trained and a sequence is one document.
  ///
  /// Products and attention; norms, rotations and the optimizer are left out.
  public func trainingFLOPsPerToken(length: Int) -> Double {
    productFLOPsPerToken + attentionFLOPsPerToken(length: length)
  }

  /// All trainable numbers: the block matrices, `2H + 6d + 4` others a layer, `H` for the last norm
  /// and one (tied) or two tables of `V·H`.
  ///
  /// Without noise heads there are no `6d` for λ and the norm behind the heads, with SiLU no 4.
  public var parameterCount: Int {
    let others = 2 * hiddenSize + (isDifferential ? 6 * headDim : 0) + (hasPolyNorm ? 4 : 0)
    return blockMatrixParameterCount + layerCount * others + hiddenSize
      + (tieWordEmbeddings ? 1 : 2) * vocabSize * hiddenSize
  }
}
