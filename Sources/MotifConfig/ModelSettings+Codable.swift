import Foundation
internal import MotifModel

extension ModelSettings: Codable {
  private enum Key: String, CodingKey {
    case preset
    case noiseHeadCount = "num_noise_heads"
    case headDim = "head_dim"
    case keyRatio = "k_ratio"
    case useBias = "use_bias"
    case attentionNormEpsilon = "attn_rms_norm_eps"
    case lambdaInitOffset = "lambda_init_offset"
    case lambdaInitIndices = "lambda_init_index"
    case residualScale = "residual_scale"
    case initializerRange = "initializer_range"
  }

  /// Decodes `preset` and, beside it, the keys of a `config.json`.
  public init(from decoder: any Decoder) throws {
    preset = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .preset)
    config = try ModelConfig(from: decoder)
  }

  /// Encodes `preset` and every key of the model, also those that a `config.json` may leave out.
  public func encode(to encoder: any Encoder) throws {
    try config.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(preset, forKey: .preset)
    try values.encode(config.noiseHeadCount, forKey: .noiseHeadCount)
    try values.encode(config.headDim, forKey: .headDim)
    try values.encode(config.keyRatio, forKey: .keyRatio)
    try values.encode(config.useBias, forKey: .useBias)
    try values.encode(config.attentionNormEpsilon, forKey: .attentionNormEpsilon)
    try values.encode(config.lambdaInitOffset, forKey: .lambdaInitOffset)
    try values.encode(config.lambdaInitIndices, forKey: .lambdaInitIndices)
    try values.encode(config.residualScale, forKey: .residualScale)
    try values.encode(config.initializerRange, forKey: .initializerRange)
  }
}
