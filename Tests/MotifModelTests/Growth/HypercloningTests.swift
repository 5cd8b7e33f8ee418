import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Width growth: against golden weights and logits, and every variant against its own source.
@Suite("Growth in width") struct HypercloningTests {
  static let files = ["hypercloning", "gda_growth"]

  /// The plan of a golden file, which has neither noise nor new layers.
  private func plan(_ golden: FixtureCase) throws -> GrowthPlan {
    try GrowthPlan(
      from: GrowthModels.config(golden, "src_config"),
      to: GrowthModels.config(golden, "dst_config"),
      options: GrowthOptions(form: .symmetric, hasNoise: false))
  }

  @Test("every golden weight, in Double rounded once", arguments: files)
  func weights(file: String) throws {
    let golden = try Fixtures.load(file)
    let plan = try plan(golden)
    #expect(!plan.steps.isEmpty)
    for step in plan.steps {
      let grown = step.apply(to: try golden.doubles("src." + step.source.name))
      let comparison = Comparison(
        bits: step.target.name, grown.map { Float($0) },
        try golden.floats("dst." + step.target.name))
      #expect(comparison.matches, "\(comparison)")
      #expect(try golden.shape("dst." + step.target.name) == step.target.shape)
    }
  }

  @Test("golden logits of the source and of the grown model", arguments: files)
  func logits(file: String) throws {
    let golden = try Fixtures.load(file)
    let plan = try plan(golden)
    let ids = TokenTensor(
      try golden.integers("input_ids"), shape: Shape(try golden.shape("input_ids")))
    let source = GoldenSource(golden: golden)
    let models = [
      try CausalLanguageModel(plan.source, source: source),
      try CausalLanguageModel(plan.target, source: GrownSource(plan, from: source)),
    ]
    for model in models {
      let comparison = Comparison(
        file, GrowthModels.logits(model, ids).values, try golden.doubles("logits"),
        relative: 2e-5)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  @Test(
    "logits stay for every form, width and number of signal heads",
    arguments: GrowthOptions.Form.allCases, [false, true])
  func variants(form: GrowthOptions.Form, hasNoise: Bool) throws {
    let source = GrowthModels.small
    let seed = try CausalLanguageModel(source, source: UnevenSource())
    let ids = GrowthModels.tokens(source.vocabSize)
    let expected = GrowthModels.logits(seed, ids)
    for width in [1, 2, 3] {
      for signalHeads in [1, 2, 4] {
        for groups in [1, 2, 3] {
          let target = GrowthModels.grown(width: width, signalHeads: signalHeads, groups: groups)
          let plan = try GrowthPlan(
            from: source, to: target,
            options: GrowthOptions(form: form, hasNoise: hasNoise, seed: 7))
          let grown = try CausalLanguageModel(
            target, source: GrownSource(plan, from: ModelSource(seed)))
          let logits = GrowthModels.logits(grown, ids)
          let comparison = GrowthModels.compare(
            "width \(width), signal heads \(signalHeads), groups \(groups)", logits, expected)
          #expect(comparison.matches, "\(comparison)")
          #expect(logits.argmaxRows() == expected.argmaxRows())
        }
      }
    }
  }

  @Test("a model that stays tied keeps its logits through the last norm")
  func tied() throws {
    let source = GrowthModels.small
    var target = GrowthModels.grown(width: 2, signalHeads: 2)
    target.tieWordEmbeddings = true
    let seed = try CausalLanguageModel(source, source: UnevenSource())
    let plan = try GrowthPlan(from: source, to: target)
    let grown = try CausalLanguageModel(target, source: GrownSource(plan, from: ModelSource(seed)))
    let ids = GrowthModels.tokens(source.vocabSize)
    let comparison = GrowthModels.compare(
      "tied", GrowthModels.logits(grown, ids), GrowthModels.logits(seed, ids))
    #expect(comparison.matches, "\(comparison)")
  }

  @Test("the comparison fails when one copied weight changes")
  func canFail() throws {
    let source = GrowthModels.small
    let seed = try CausalLanguageModel(source, source: UnevenSource())
    let plan = try GrowthPlan(from: source, to: GrowthModels.grown(width: 2, signalHeads: 4))
    let grown = try CausalLanguageModel(
      plan.target, source: GrownSource(plan, from: ModelSource(seed)))
    let changed = try #require(grown.parameters["model.layers.1.self_attn.o_proj.weight"])
    changed.value.withUnsafeMutablePointer { $0[3] += 0.05 }
    let ids = GrowthModels.tokens(source.vocabSize)
    let comparison = GrowthModels.compare(
      "changed", GrowthModels.logits(grown, ids), GrowthModels.logits(seed, ids))
    #expect(!comparison.matches)
  }
}
