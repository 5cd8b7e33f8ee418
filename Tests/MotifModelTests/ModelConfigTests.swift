import MotifModel
import Testing

@Suite struct ModelConfigTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let parameters: Int
    let matrices: Int
    let heads: [Int]
    /// The feed-forward units, unless they are four times the hidden size.
    var units: Int?
    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "motif-2-12.7b", parameters: 12_703_860_896, matrices: 10_905_190_400,
      heads: [40, 16, 8, 4]),
    Row(
      name: "motif-2.6b", parameters: 2_597_218_432, matrices: 2_147_483_648, heads: [16, 16, 8, 1]),
    Row(name: "nano", parameters: 1_464_180, matrices: 1_331_200, heads: [10, 4, 2, 4]),
    Row(name: "nano-seed", parameters: 295_888, matrices: 262_144, heads: [4, 4, 2, 1]),
    Row(name: "micro", parameters: 12_754_088, matrices: 10_649_600, heads: [10, 4, 2, 4]),
    Row(name: "micro-seed", parameters: 2_625_184, matrices: 2_097_152, heads: [4, 4, 2, 1]),
    Row(name: "mini", parameters: 50_999_720, matrices: 42_598_400, heads: [20, 8, 4, 4]),
    Row(
      name: "nano-diff", parameters: 1_464_180, matrices: 1_331_200, heads: [10, 10, 5, 1],
      units: 480),
    Row(
      name: "nano-softmax", parameters: 1_463_700, matrices: 1_331_200, heads: [15, 5, 5, 3],
      units: 480),
    Row(name: "nano-swiglu", parameters: 1_464_160, matrices: 1_331_200, heads: [10, 4, 2, 4]),
    Row(name: "mini-seed", parameters: 10_491_680, matrices: 8_388_608, heads: [8, 8, 4, 1]),
  ]

  @Test(arguments: rows) func presetSizes(_ row: Row) throws {
    let config = try #require(ModelPresets.named(row.name))
    try config.validate()
    #expect(config.parameterCount == row.parameters)
    #expect(config.blockMatrixParameterCount == row.matrices)
    #expect(
      [
        config.queryHeadCount, config.keyValueHeadCount, config.groupCount,
        config.signalHeadsPerGroup,
      ] == row.heads)
    #expect(config.keyGroupCount == config.groupCount)
    #expect(config.intermediateSize == row.units ?? 4 * config.hiddenSize)
    // The list of tensors and the formula are written independently.
    let shapes = config.parameterShapes
    #expect(shapes.reduce(0) { $0 + $1.elementCount } == row.parameters)
    #expect(Set(shapes.map(\.name)).count == shapes.count)
  }

  @Test func presetsAreTheRows() {
    #expect(Set(ModelPresets.names) == Set(Self.rows.map(\.name)))
    #expect(ModelPresets.named("giant") == nil)
  }

  @Test func seedsGrowIntoTheirPresets() throws {
    for (small, large) in [
      ("nano-seed", "nano"), ("micro-seed", "micro"), ("mini-seed", "mini"),
      ("motif-2.6b", "motif-2-12.7b"),
    ] {
      let source = try #require(ModelPresets.named(small))
      let target = try #require(ModelPresets.named(large))
      #expect(target.hiddenSize == 2 * source.hiddenSize)
      #expect(target.signalHeadCount == 4 * source.signalHeadCount)
      #expect(target.noiseHeadCount == source.noiseHeadCount)
      #expect(target.keyValueHeadCount == source.keyValueHeadCount)
      #expect(target.layerCount * 4 == source.layerCount * 5)
      #expect(source.tieWordEmbeddings && !target.tieWordEmbeddings)
    }
  }

  @Test func tensorsOfTheLargestModel() throws {
    let config = try #require(ModelPresets.named("motif-2-12.7b"))
    let shapes = config.parameterShapes
    #expect(shapes.count == 643)
    let byName = Dictionary(uniqueKeysWithValues: shapes.map { ($0.name, $0.shape) })
    let attention = "model.layers.39.self_attn."
    #expect(byName[attention + "q_proj.weight"] == [5120, 4096])
    #expect(byName[attention + "k_proj.weight"] == [2048, 4096])
    #expect(byName[attention + "v_proj.weight"] == [2048, 4096])
    #expect(byName[attention + "o_proj.weight"] == [4096, 8192])
    #expect(byName[attention + "lambda_k2"] == [128])
    #expect(byName[attention + "subln.weight"] == [256])
    #expect(byName["model.layers.0.mlp.down_proj.weight"] == [4096, 16384])
    #expect(byName["model.layers.0.mlp.act_fn.weight"] == [3])
    #expect(byName["model.layers.0.mlp.act_fn.bias"] == [1])
    #expect(byName["lm_head.weight"] == [219_520, 4096])
    #expect(byName["model.layers.40.mlp.up_proj.weight"] == nil)
  }

  @Test func sharedKeysCountLess() throws {
    var config = try #require(ModelPresets.named("mini"))
    config.keyValueHeadCount = 2
    try config.validate()
    #expect(config.keyGroupCount == 1 && config.groupCount == 4)
    let total = config.parameterShapes.reduce(0) { $0 + $1.elementCount }
    #expect(config.parameterCount == total)
    #expect(total < 50_999_720)
  }

  @Test func lambdaInitTable() throws {
    var config = try #require(ModelPresets.named("motif-2-12.7b"))
    for (layer, expected) in [
      (0, -0.009915), (1, 0.2), (2, 0.355509), (3, 0.470713), (10, 0.759677), (31, 0.799926),
      (39, 0.799993),
    ] {
      #expect(abs(config.lambdaInit(layer: layer) - expected) < 5.1e-7, "layer \(layer)")
    }
    config.lambdaInitOffset = 0
    #expect(abs(config.lambdaInit(layer: 0) - 0.2) < 1e-12)
    config.lambdaInitOffset = 1
    config.lambdaInitIndices = (0..<40).map { $0 - $0 / 5 }
    #expect(abs(config.lambdaInit(layer: 5) - 0.556058) < 5.1e-7)
  }

  @Test func initialScales() throws {
    let large = try #require(ModelPresets.named("motif-2-12.7b"))
    #expect(large.initializerStandardDeviation == 0.02)
    #expect(abs(large.residualProjectionStandardDeviation - 0.02 / 80.0.squareRoot()) < 1e-15)
    let nano = try #require(ModelPresets.named("nano"))
    #expect(abs(nano.initializerStandardDeviation - 0.04756828460010884) < 1e-12)
    var narrow = nano
    narrow.hiddenSize = 16
    #expect(narrow.initializerStandardDeviation == 0.05)
    narrow.initializerRange = 0.01
    #expect(narrow.initializerStandardDeviation == 0.01)
  }

  @Test func residualFactors() {
    #expect(ResidualScale.none.factor(layerCount: 8) == 1)
    #expect(ResidualScale.constant(0.5).factor(layerCount: 8) == 0.5)
    #expect(ResidualScale.depth(1.5).factor(layerCount: 8) == 0.375)
  }
}
