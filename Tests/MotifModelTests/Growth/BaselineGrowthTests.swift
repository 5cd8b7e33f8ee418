import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Baselines grow into larger models of their own kind, and into no other.
@Suite struct BaselineGrowthTests {
  private struct Sizes: Sendable {
    var width = 1
    var units = 1
    /// Query heads of a group, or signal heads of a differential one.
    var heads = 1
    var groups = 1
    var layers = 0
  }

  private static let sizes = [
    Sizes(width: 2), Sizes(width: 3), Sizes(units: 2), Sizes(heads: 2), Sizes(heads: 3),
    Sizes(groups: 2), Sizes(layers: 1), Sizes(layers: 2), Sizes(width: 2, units: 3, heads: 2),
    Sizes(width: 2, units: 2, heads: 2, groups: 2, layers: 3),
  ]

  private func grown(_ source: ModelConfig, _ sizes: Sizes) -> ModelConfig {
    var target = source.expanded(byLayers: sizes.layers)
    target.hiddenSize *= sizes.width
    target.intermediateSize *= sizes.units
    target.noiseHeadCount *= sizes.groups
    target.keyValueHeadCount *= sizes.groups
    target.queryHeadCount =
      source.signalHeadCount * sizes.heads * sizes.groups + target.noiseHeadCount
    return target
  }

  private func logits(_ model: CausalLanguageModel) -> [Float] {
    let ids = GrowthModels.tokens(model.config.vocabSize)
    return withoutGradients { model.logits(model(ids).hidden) }.values
  }

  @Test(arguments: BaselineShape.allCases, [false, true])
  func theFunctionIsKept(kind: BaselineShape, hasNoise: Bool) throws {
    let source = try CausalLanguageModel(kind.config, source: UnevenSource())
    let expected = logits(source).doubles
    for sizes in Self.sizes {
      for form in GrowthOptions.Form.allCases {
        let plan = try GrowthPlan(
          from: kind.config, to: grown(kind.config, sizes),
          options: GrowthOptions(form: form, hasNoise: hasNoise, seed: 3))
        #expect(plan.steps.map(\.target) == plan.target.parameterShapes)
        let model = try CausalLanguageModel(
          plan.target, source: GrownSource(plan, from: ModelSource(source)))
        let comparison = Comparison(
          "\(kind) \(sizes) \(form)", logits(model), expected, relative: 1e-4, absolute: 0)
        #expect(comparison.matches, "\(comparison)")
      }
    }
  }

  @Test("in Double what is left is rounding", arguments: BaselineShape.allCases)
  func exactly(kind: BaselineShape) throws {
    var source: [String: [Double]] = [:]
    for shape in kind.config.parameterShapes {
      source[shape.name] = UnevenSource().value(for: shape.spec).values.doubles
    }
    func logits(_ config: ModelConfig, _ weights: [String: [Double]]) -> [Double] {
      let ids = GrowthModels.tokens(config.vocabSize)
      return ReferenceModel(config, weights: weights).forward(
        ids.values.map(Int.init), .init(count: ids.shape[0], time: ids.shape[1])
      ).logits
    }
    let expected = logits(kind.config, source)
    for sizes in Self.sizes {
      let plan = try GrowthPlan(from: kind.config, to: grown(kind.config, sizes))
      var weights: [String: [Double]] = [:]
      for step in plan.steps {
        let companion = try step.companion.map { try #require(source[$0.name]) } ?? []
        weights[step.target.name] = step.apply(
          to: try #require(source[step.source.name]), companion: companion)
      }
      let comparison = Comparison(
        "\(kind) \(sizes)", logits(plan.target, weights), expected, relative: 1e-10, absolute: 0)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  @Test func depthMovesNoLambdaWhereThereIsNone() throws {
    let source = BaselineShape.softmax.config
    let target = source.expanded(byLayers: 2, keepingLambdaIndices: true)
    try target.validate()
    #expect(target.lambdaInitIndices.isEmpty)
    let plan = try GrowthPlan(from: source, to: target)
    #expect(plan.compensatedLayers.isEmpty && !GrowthPlanText(plan).sizes.contains("λ"))
    #expect(plan.steps.filter { !$0.readsSource }.count == 2 * 2)
  }

  @Test func theSymmetryOfCopiedQueryHeadsIsMeasured() throws {
    let source = BaselineShape.softmax.config
    let plan = try GrowthPlan(
      from: source, to: grown(source, Sizes(heads: 2)),
      options: GrowthOptions(form: .symmetric, hasNoise: false))
    let small = try CausalLanguageModel(source, source: UnevenSource())
    let model = try CausalLanguageModel(
      plan.target, source: GrownSource(plan, from: ModelSource(small)))
    // Six heads of a key head, each twice: three directions.
    for layer in model.signalHeadSymmetry { #expect(layer.effectiveRank < 3.001) }
    #expect(model.signalHeadSymmetry.count == 2)
  }

  private static let refused: [(from: BaselineShape, to: BaselineShape, sentence: String)] = [
    (.softmax, .grouped, "the source is no differential model: 6 query heads of which 0 are noise"),
    (.softmax, .differential, "the norm behind the difference cannot be made to vanish"),
    (.grouped, .softmax, "num_noise_heads falls from 2 to 0; the norm behind the difference"),
    (.grouped, .groupedSwiGLU, #"hidden_act changes from "poly_norm" to "silu""#),
    (.softmaxSwiGLU, .softmax, #"hidden_act changes from "silu" to "poly_norm""#),
    (.differentialSwiGLU, .softmaxSwiGLU, "num_noise_heads falls from 2 to 0"),
    (.softmax, .sharedKeys, "num_key_value_heads shrinks from 2 to 1; growth only adds"),
  ]

  @Test(arguments: refused.indices) func otherKindsAreRefused(_ index: Int) throws {
    let (from, to, sentence) = Self.refused[index]
    let error = #expect(throws: GrowthError.self) {
      try GrowthPlan(from: from.config, to: to.config)
    }
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }

  @Test func headsThatAreNoMultipleAreRefused() throws {
    var target = BaselineShape.softmax.config
    target.queryHeadCount = 8
    let error = #expect(throws: GrowthError.self) {
      try GrowthPlan(from: BaselineShape.softmax.config, to: target)
    }
    #expect(
      error?.description.contains("query heads for a key head grows from 3 to 4, which is no whole")
        == true)
  }
}
