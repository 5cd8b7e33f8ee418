public import MotifModel

/// Small models of every kind of attention with every activation.
public enum BaselineShape: String, Sendable, CaseIterable {
  case grouped, differential, softmax, sharedKeys, groupedSwiGLU, differentialSwiGLU, softmaxSwiGLU

  /// The shape: 20 hidden numbers, two layers, heads of 6, sizes that no vector width divides.
  public var config: ModelConfig {
    let heads =
      switch self {
      case .grouped, .groupedSwiGLU: (query: 6, keys: 4, noise: 2)
      case .differential, .differentialSwiGLU: (query: 4, keys: 4, noise: 2)
      case .softmax, .softmaxSwiGLU: (query: 6, keys: 2, noise: 0)
      case .sharedKeys: (query: 4, keys: 1, noise: 0)
      }
    var config = ModelConfig(
      hiddenSize: 20, layerCount: 2, intermediateSize: 26, queryHeadCount: heads.query,
      keyValueHeadCount: heads.keys, noiseHeadCount: heads.noise, headDim: 6, ropeTheta: 1e3,
      maxPositionEmbeddings: 64, vocabSize: 31)
    switch self {
    case .groupedSwiGLU, .differentialSwiGLU, .softmaxSwiGLU: config.hiddenActivation = "silu"
    case .grouped, .differential, .softmax, .sharedKeys: break
    }
    return config
  }
}
