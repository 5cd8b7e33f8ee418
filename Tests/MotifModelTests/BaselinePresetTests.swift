import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// What the baselines cost beside the models that they are baselines of.
@Suite struct BaselinePresetTests {
  private func preset(_ name: String) throws -> ModelConfig {
    try #require(ModelPresets.named(name), "no preset \(name)")
  }

  @Test func presetsAreTheBaselinesOfNano() throws {
    let nano = try preset("nano")
    #expect(try preset("nano-diff") == nano.withEqualCost(.differential))
    #expect(try preset("nano-softmax") == nano.withEqualCost(.softmax))
    #expect(try preset("nano-swiglu") == nano.withSwiGLU)
  }

  @Test(arguments: ["nano", "micro", "mini", "motif-2-12.7b"])
  func costAsMuchAsTheirModel(name: String) throws {
    let model = try preset(name)
    for other in [
      model.withEqualCost(.differential), model.withEqualCost(.softmax), model.withSwiGLU,
      model.withEqualCost(.softmax).withSwiGLU,
    ] { try expectEqualCost(other, model) }
  }

  private func expectEqualCost(_ other: ModelConfig, _ model: ModelConfig) throws {
    try other.validate()
    // Exactly equal in matrices and operations at every length; vectors and scalars are less than 0.1 %.
    #expect(other.blockMatrixParameterCount == model.blockMatrixParameterCount)
    for length in [1, 2, 128, 512] {
      #expect(
        other.trainingFLOPsPerToken(length: length) == model.trainingFLOPsPerToken(length: length))
    }
    let counted = other.parameterShapes.reduce(0) { $0 + $1.elementCount }
    #expect(counted == other.parameterCount)
    #expect(abs(Double(counted) / Double(model.parameterCount) - 1) < 1e-3)
    // All else is the same.
    var back = other
    (back.noiseHeadCount, back.hiddenActivation) = (model.noiseHeadCount, model.hiddenActivation)
    (back.queryHeadCount, back.keyValueHeadCount) = (model.queryHeadCount, model.keyValueHeadCount)
    back.intermediateSize = model.intermediateSize
    #expect(back == model)
  }

  @Test func baselinesAreWhatTheyAreCalled() throws {
    let nano = try preset("nano")
    let (plain, softmax, swiglu) = try (
      preset("nano-diff"), preset("nano-softmax"), preset("nano-swiglu")
    )
    #expect(plain.signalHeadsPerGroup == 1 && plain.isDifferential && plain.hasPolyNorm)
    #expect(
      plain.queryHeadCount == 10 && plain.keyValueHeadCount == 10 && plain.noiseHeadCount == 5)
    #expect(!softmax.isDifferential && softmax.hasPolyNorm && softmax.noiseHeadCount == 0)
    #expect(softmax.queryHeadCount == 15 && softmax.keyValueHeadCount == 5)
    #expect(plain.intermediateSize == 480 && softmax.intermediateSize == 480)
    #expect(!swiglu.hasPolyNorm && swiglu.isDifferential)
    #expect(swiglu == nano.withSwiGLU && swiglu.intermediateSize == nano.intermediateSize)
    #expect(nano.parameterCount - swiglu.parameterCount == 4 * nano.layerCount)
    #expect(plain.parameterCount - softmax.parameterCount == 6 * 16 * 5)
  }

  /// Shapes whose excess is no multiple of three: the nearest number of units.
  @Test(arguments: [(6, 4, 2, 6), (4, 4, 2, 6), (12, 2, 2, 4), (8, 4, 4, 10), (10, 2, 1, 14)])
  func otherShapesAreAsNearAsUnitsAllow(
    _ heads: Int, _ keys: Int, _ noise: Int, _ headDim: Int
  ) throws {
    var model = try preset("nano")
    (model.queryHeadCount, model.keyValueHeadCount) = (heads, keys)
    (model.noiseHeadCount, model.headDim) = (noise, headDim)
    try model.validate()
    for attention in ModelConfig.AttentionBaseline.allCases {
      let other = model.withEqualCost(attention)
      try other.validate()
      let difference = abs(other.blockMatrixParameterCount - model.blockMatrixParameterCount)
      #expect(2 * difference <= 3 * model.layerCount * model.hiddenSize)
      #expect(
        other.attentionFLOPsPerToken(length: 100) == model.attentionFLOPsPerToken(length: 100))
    }
  }

  @Test(arguments: BaselineShape.allCases) func shapesAreThoseOfTheModel(_ kind: BaselineShape)
    throws
  {
    let config = kind.config
    try config.validate()
    let model = try CausalLanguageModel(config, seed: 1)
    let declared = Dictionary(
      uniqueKeysWithValues: model.parameters.parameters.map { ($0.name, $0.spec) })
    #expect(declared.count == config.parameterShapes.count)
    for shape in config.parameterShapes { #expect(declared[shape.name] == shape.spec) }
    #expect(config.parameterShapes.reduce(0) { $0 + $1.elementCount } == config.parameterCount)
    let hasLambda = config.parameterShapes.contains { $0.role == .lambdaVector }
    let hasScalars = config.parameterShapes.contains { $0.role == .polyNormWeight }
    #expect(hasLambda == config.isDifferential && hasScalars == config.hasPolyNorm)
    #expect((model.blocks[0].attention.lambdaValue != nil) == config.isDifferential)
    #expect((model.blocks[0].feedForward.activationWeights != nil) == config.hasPolyNorm)
  }
}
