/// The shape of a Motif language model: grouped differential attention, PolyNorm feed-forward.
///
/// Two baselines are other values of the same keys: `num_noise_heads` 0 is plain softmax attention,
/// `hidden_act` `silu` is SwiGLU, and both together are Llama.
///
/// Symbols used across the package: `H` hidden size, `L` layers, `F` feed-forward width, `V`
/// vocabulary, `d` head dimension, `G` noise heads (= groups), `R` signal heads a group,
/// `Hq = G(R+1)` query heads, `Hkv = 2·keyGroupCount` key and value heads.
///
/// A value may describe an impossible model until ``validate()`` has passed; the derived sizes are
/// meaningful only then. JSON names are those of a Hugging Face `config.json`.
/// Source: arXiv 2511.07464, 2508.09148, 2510.06949.
public struct ModelConfig: Sendable, Equatable {
  /// `H`, the width of the residual stream (`hidden_size`).
  public var hiddenSize: Int
  /// `L`, the number of decoder blocks (`num_hidden_layers`).
  public var layerCount: Int
  /// `F`, the width of the feed-forward layer (`intermediate_size`).
  public var intermediateSize: Int
  /// `Hq`, signal and noise query heads together (`num_attention_heads`).
  public var queryHeadCount: Int
  /// `Hkv`, signal and noise key heads together; the value projection is as wide
  /// (`num_key_value_heads`).
  public var keyValueHeadCount: Int
  /// `G`, the noise query heads, one a group (`num_noise_heads`); 0 is plain softmax attention, where
  /// each key head has a value of d numbers and heads are joined without λ and without a norm.
  public var noiseHeadCount: Int
  /// `d`, the width of one head (`head_dim`); `Hq·d` need not equal `H`.
  public var headDim: Int
  /// Signal keys for each noise key (`k_ratio`); only 1 is supported.
  public var keyRatio: Int = 1
  /// The feed-forward activation (`hidden_act`): `poly_norm`, or `silu` for SwiGLU.
  public var hiddenActivation = ModelConfig.polyNorm
  /// Whether linear layers have a bias (`use_bias`); only false is supported.
  public var useBias: Bool = false
  /// ε of every RMSNorm over the residual stream (`rms_norm_eps`).
  public var rmsNormEpsilon: Double = 1e-6
  /// ε of the per-head RMSNorm behind attention (`attn_rms_norm_eps`).
  public var attentionNormEpsilon: Double = 1e-5
  /// The base of the rotary angles (`rope_theta`).
  public var ropeTheta: Double
  /// The longest sequence, in tokens (`max_position_embeddings`).
  public var maxPositionEmbeddings: Int
  /// `V`, the number of token ids (`vocab_size`).
  public var vocabSize: Int
  /// Whether the output head is the embedding table (`tie_word_embeddings`).
  public var tieWordEmbeddings: Bool = false
  /// What is subtracted from the layer index in λ_init (`lambda_init_offset`): 1 for Motif, 0 for
  /// the Differential Transformer.
  public var lambdaInitOffset: Int = 1
  /// The depth index of each layer for λ_init (`lambda_init_index`).
  ///
  /// Empty means `0 ..< L`. Depth expansion keeps the source's indices here where it is asked to, or
  /// where there are any.
  public var lambdaInitIndices: [Int] = []
  /// What both branch outputs of a block are multiplied by (`residual_scale`).
  public var residualScale: ResidualScale = .none
  /// The standard deviation of initial weights (`initializer_range`); 0 takes the rule of
  /// ``initializerStandardDeviation``.
  public var initializerRange: Double = 0

  /// A config from the sizes that have no default; everything else can be set afterwards.
  ///
  /// Call ``validate()`` on values that come from outside.
  public init(
    hiddenSize: Int, layerCount: Int, intermediateSize: Int, queryHeadCount: Int,
    keyValueHeadCount: Int, noiseHeadCount: Int, headDim: Int, ropeTheta: Double,
    maxPositionEmbeddings: Int, vocabSize: Int, tieWordEmbeddings: Bool = false
  ) {
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.intermediateSize = intermediateSize
    self.queryHeadCount = queryHeadCount
    self.keyValueHeadCount = keyValueHeadCount
    self.noiseHeadCount = noiseHeadCount
    self.headDim = headDim
    self.ropeTheta = ropeTheta
    self.maxPositionEmbeddings = maxPositionEmbeddings
    self.vocabSize = vocabSize
    self.tieWordEmbeddings = tieWordEmbeddings
  }
}

extension ModelConfig {
  /// `hidden_act` of PolyNorm.
  static let polyNorm = "poly_norm"
  /// `hidden_act` of SwiGLU.
  static let silu = "silu"
  /// What `hidden_act` may be.
  package static let activations = [polyNorm, silu]
}

/// The multiplier on the two branch outputs of every block: `h ← h + scale · branch(norm(h))`.
///
/// The published models use none; `depth` is MiniCPM's form (arXiv 2404.06395).
public enum ResidualScale: Sendable, Equatable {
  /// Branches are added as they are.
  case none
  /// The same factor in every block.
  case constant(Double)
  /// `value / √(2L)` for a model of `L` layers.
  case depth(Double)

  /// The factor for a model of `layerCount` layers.
  public func factor(layerCount: Int) -> Double {
    switch self {
    case .none: 1
    case .constant(let value): value
    case .depth(let value): value / (2 * Double(layerCount)).squareRoot()
    }
  }
}
