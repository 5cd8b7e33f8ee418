import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// The grown function in Double: what is left is rounding of 1e-16, so a rule that is only nearly
/// right cannot pass.
@Suite("Growth in Double") struct GrowthDoubleTests {
  static let signalHeads = [1, 2, 4]

  private func weights(_ config: ModelConfig) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: config.parameterShapes.map {
        ($0.name, UnevenSource().value(for: $0.spec).values.doubles)
      })
  }

  private func grow(
    _ plan: GrowthPlan, _ source: [String: [Double]]
  ) throws -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for step in plan.steps {
      let numbers = try #require(source[step.source.name])
      let companion = try step.companion.map { try #require(source[$0.name]) } ?? []
      result[step.target.name] = step.apply(to: numbers, companion: companion)
    }
    return result
  }

  private func logits(_ config: ModelConfig, _ weights: [String: [Double]]) -> [Double] {
    let ids = GrowthModels.tokens(config.vocabSize)
    return ReferenceModel(config, weights: weights).forward(
      ids.values.map(Int.init), ReferenceModel.Batch(count: ids.shape[0], time: ids.shape[1])
    ).logits
  }

  @Test(
    "width, signal heads, groups and depth together, every form",
    arguments: GrowthOptions.Form.allCases, [false, true])
  func variants(form: GrowthOptions.Form, hasNoise: Bool) throws {
    let source = GrowthModels.small
    let seed = weights(source)
    let expected = logits(source, seed)
    for width in [2, 3] {
      for signalHeads in Self.signalHeads {
        for (groups, layers) in [(1, 0), (2, 0), (1, 1), (2, 2)] {
          let plan = try GrowthPlan(
            from: source,
            to: GrowthModels.grown(
              width: width, signalHeads: signalHeads, groups: groups, layers: layers),
            options: GrowthOptions(form: form, hasNoise: hasNoise, seed: 3))
          let comparison = Comparison(
            "width \(width), signal heads \(signalHeads), groups \(groups), layers +\(layers)",
            logits(plan.target, try grow(plan, seed)), expected, relative: 1e-10, absolute: 0)
          #expect(comparison.matches, "\(comparison)")
        }
      }
    }
  }

  @Test("a branch factor that depends on the depth is made up for", arguments: [1, 2, 3])
  func residualScale(layers: Int) throws {
    var source = GrowthModels.small
    source.residualScale = .depth(1.4)
    let seed = weights(source)
    let plan = try GrowthPlan(
      from: source, to: GrowthModels.grown(source, width: 2, layers: layers))
    let scales = [plan.source, plan.target].map {
      $0.residualScale.factor(layerCount: $0.layerCount)
    }
    #expect(scales[0] != scales[1])
    let grown = try grow(plan, seed)
    let comparison = Comparison(
      "residual scale, layers +\(layers)", logits(plan.target, grown), logits(source, seed),
      relative: 1e-10, absolute: 0)
    #expect(comparison.matches, "\(comparison)")
    let model = try CausalLanguageModel(source, source: UnevenSource())
    let larger = try CausalLanguageModel(
      plan.target, source: GrownSource(plan, from: ModelSource(model)))
    let ids = GrowthModels.tokens(source.vocabSize)
    let floats = GrowthModels.compare(
      "residual scale", GrowthModels.logits(larger, ids), GrowthModels.logits(model, ids))
    #expect(floats.matches, "\(floats)")
    // The factor moves into the matrices that write to the residual stream.
    let name = "model.layers.0.mlp.down_proj.weight"
    let (before, after) = try (#require(seed[name]), #require(grown[name]))
    #expect(after.map(abs).max() != before.map(abs).max())
  }

  @Test("golden logits of grown weights", arguments: HypercloningTests.files)
  func golden(file: String) throws {
    let golden = try Fixtures.load(file)
    let plan = try GrowthPlan(
      from: GrowthModels.config(golden, "src_config"),
      to: GrowthModels.config(golden, "dst_config"),
      options: GrowthOptions(form: .symmetric, hasNoise: false))
    try expectGolden(plan, golden, try golden.doubles("logits"))
  }

  @Test("golden logits of deeper models, compensated and with kept indices")
  func goldenDepth() throws {
    let base = try Fixtures.load("hypercloning")
    let source = try GrowthModels.config(base, "src_config")
    for golden in try Fixtures.cases("depth_expansion") {
      let count = Int(try golden.scalar("new_layers"))
      let logits = try base.doubles("logits")
      for keeps in [false, true] {
        let target = source.expanded(byLayers: count, keepingLambdaIndices: keeps)
        try expectGolden(GrowthPlan(from: source, to: target), base, logits)
      }
    }
  }

  private func expectGolden(
    _ plan: GrowthPlan, _ golden: FixtureCase, _ logits: [Double]
  ) throws {
    var source: [String: [Double]] = [:]
    for shape in plan.source.parameterShapes {
      source[shape.name] = try golden.doubles("src." + shape.name)
    }
    let shape = try golden.shape("input_ids")
    let output = ReferenceModel(plan.target, weights: try grow(plan, source)).forward(
      try golden.integers("input_ids"), ReferenceModel.Batch(count: shape[0], time: shape[1]))
    let comparison = Comparison(
      golden.label, output.logits, logits, relative: 1e-10, absolute: 1e-13)
    #expect(comparison.matches, "\(comparison)")
  }
}
