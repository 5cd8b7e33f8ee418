import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport

/// Source weights of a golden file, stored under `src.`.
struct GoldenSource: ParameterSource {
  let golden: FixtureCase

  func value(for spec: ParameterSpec) throws -> Tensor {
    Tensor(try golden.floats("src." + spec.name), shape: spec.shape)
  }
}

/// Weights without a symmetry that could hide a wrong copy: no gain is 1, no bias is 0.
struct UnevenSource: ParameterSource {
  func value(for spec: ParameterSpec) -> Tensor {
    let numbers = randomNumbers(spec.shape.count, spec.name)
    switch spec.role {
    case .normGain, .subNormGain:
      return Tensor(numbers.map { 1 + 0.2 * $0 }, shape: spec.shape)
    case .lambdaVector, .polyNormBias:
      return Tensor(numbers.map { 0.3 * $0 }, shape: spec.shape)
    default:
      let scale = 1 / Float(spec.shape.columns).squareRoot()
      return Tensor(numbers.map { scale * $0 }, shape: spec.shape)
    }
  }
}

enum GrowthModels {
  /// A small differential model with two groups and sizes that no power of two divides.
  static var small: ModelConfig {
    ModelConfig(
      hiddenSize: 10, layerCount: 2, intermediateSize: 14, queryHeadCount: 4,
      keyValueHeadCount: 4, noiseHeadCount: 2, headDim: 6, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: 53, tieWordEmbeddings: true)
  }

  /// `small` grown by whole numbers and untied.
  static func grown(
    _ source: ModelConfig = small, width: Int = 1, signalHeads: Int = 1, groups: Int = 1,
    layers: Int = 0
  ) -> ModelConfig {
    var target = source.expanded(byLayers: layers)
    target.hiddenSize *= width
    target.intermediateSize *= width
    target.noiseHeadCount *= groups
    target.keyValueHeadCount *= groups
    target.queryHeadCount =
      target.noiseHeadCount * (source.signalHeadsPerGroup * signalHeads + 1)
    target.tieWordEmbeddings = false
    return target
  }

  /// Two rows of nine tokens.
  static func tokens(_ vocabulary: Int) -> TokenTensor {
    TokenTensor(randomIntegers(18, below: vocabulary, "growth tokens"), shape: [2, 9])
  }

  static func logits(_ model: CausalLanguageModel, _ ids: TokenTensor) -> Tensor {
    withoutGradients { model.logits(model(ids).hidden) }
  }

  /// The config stored as JSON in a golden file.
  static func config(_ golden: FixtureCase, _ key: String? = nil) throws -> ModelConfig {
    try JSONDecoder().decode(ModelConfig.self, from: Data(golden.metadata(key).utf8))
  }

  /// The bound that every growth has to keep in Float: 1e-4 of the largest logit.
  static func compare(_ label: String, _ grown: Tensor, _ source: Tensor) -> Comparison {
    Comparison(
      label, grown.values, source.values.doubles, relative: 1e-4, absolute: 0,
      shape: grown.shape.dimensions)
  }
}
