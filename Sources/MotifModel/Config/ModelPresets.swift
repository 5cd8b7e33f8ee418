/// A named model shape.
public struct ModelPreset: Sendable, Equatable {
  /// The name to write in a config file.
  public let name: String
  /// What it is for, in one line.
  public let summary: String
  /// The shape.
  public let config: ModelConfig
}

/// The model shapes that have a name.
///
/// All but the seeds, the baselines and motif-2.6b have four signal heads for a noise head, `F = 4H`,
/// `4Gd = H` and one key pair a group. Each `X-seed` grows into `X` the way Motif-2.6B grew into Motif-2-12.7B:
/// width × 2, signal heads × 4, noise and key heads × 1, depth 4 → 5. `nano-diff`,
/// `nano-softmax` and `nano-swiglu` are the baselines of nano at equal parameters and operations.
public enum ModelPresets {
  /// Every preset, smallest pairs first, then the baselines.
  public static let all: [ModelPreset] =
    models + baselines(of: "nano", nano)

  private static let nano = grouped(
    hidden: 128, layers: 5, groups: 2, headDim: 16, vocab: 512, context: 512, theta: 1e4)

  private static let models: [ModelPreset] = [
    ModelPreset(
      name: "nano", summary: "1.5M parameters; trains in a minute on two cores", config: nano),
    ModelPreset(
      name: "nano-seed", summary: "the small model that grows into nano",
      config: seed(
        hidden: 64, layers: 4, groups: 2, headDim: 16, vocab: 512, context: 512, theta: 1e4)),
    ModelPreset(
      name: "micro", summary: "13M parameters; an hour on a few cores",
      config: grouped(
        hidden: 256, layers: 10, groups: 2, headDim: 32, vocab: 4096, context: 1024, theta: 1e5)),
    ModelPreset(
      name: "micro-seed", summary: "the small model that grows into micro",
      config: seed(
        hidden: 128, layers: 8, groups: 2, headDim: 32, vocab: 4096, context: 1024, theta: 1e5)),
    ModelPreset(
      name: "mini", summary: "51M parameters; a day on many cores",
      config: grouped(
        hidden: 512, layers: 10, groups: 4, headDim: 32, vocab: 8192, context: 2048, theta: 1e5)),
    ModelPreset(
      name: "mini-seed", summary: "the small model that grows into mini",
      config: seed(
        hidden: 256, layers: 8, groups: 4, headDim: 32, vocab: 8192, context: 2048, theta: 1e5)),
    ModelPreset(
      name: "motif-2.6b", summary: "Motif-2.6B (arXiv 2508.09148)",
      config: seed(
        hidden: 2048, layers: 32, groups: 8, headDim: 128, vocab: 219_520, context: 4096,
        theta: 1e4)),
    ModelPreset(
      name: "motif-2-12.7b", summary: "Motif-2-12.7B (arXiv 2511.07464)",
      config: grouped(
        hidden: 4096, layers: 40, groups: 8, headDim: 128, vocab: 219_520, context: 32768,
        theta: 1e6)),
  ]

  /// The baselines of `model`, which is called `name`.
  private static func baselines(of name: String, _ model: ModelConfig) -> [ModelPreset] {
    [
      ModelPreset(
        name: "\(name)-diff", summary: "\(name) with plain differential attention, at equal cost",
        config: model.withEqualCost(.differential)),
      ModelPreset(
        name: "\(name)-softmax", summary: "\(name) with plain softmax attention, at equal cost",
        config: model.withEqualCost(.softmax)),
      ModelPreset(
        name: "\(name)-swiglu", summary: "\(name) with SwiGLU in place of PolyNorm",
        config: model.withSwiGLU),
    ]
  }

  /// The names of ``all``, in its order.
  public static var names: [String] { all.map(\.name) }

  /// The shape called `name`, or nil.
  public static func named(_ name: String) -> ModelConfig? {
    all.first { $0.name == name }?.config
  }

  /// Grouped differential attention with four signal heads a group, untied.
  private static func grouped(
    hidden: Int, layers: Int, groups: Int, headDim: Int, vocab: Int, context: Int, theta: Double
  ) -> ModelConfig {
    ModelConfig(
      hiddenSize: hidden, layerCount: layers, intermediateSize: 4 * hidden,
      queryHeadCount: 5 * groups, keyValueHeadCount: 2 * groups, noiseHeadCount: groups,
      headDim: headDim, ropeTheta: theta, maxPositionEmbeddings: context, vocabSize: vocab)
  }

  /// Plain differential attention, tied.
  private static func seed(
    hidden: Int, layers: Int, groups: Int, headDim: Int, vocab: Int, context: Int, theta: Double
  ) -> ModelConfig {
    ModelConfig(
      hiddenSize: hidden, layerCount: layers, intermediateSize: 4 * hidden,
      queryHeadCount: 2 * groups, keyValueHeadCount: 2 * groups, noiseHeadCount: groups,
      headDim: headDim, ropeTheta: theta, maxPositionEmbeddings: context, vocabSize: vocab,
      tieWordEmbeddings: true)
  }
}
