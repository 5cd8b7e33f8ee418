import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Depth growth: the insertion map, golden weights and logits, and the shift of λ_init.
@Suite("Growth in depth") struct DepthExpansionTests {
  @Test("32 layers become 40 with new ones at 4, 9, …, 39")
  func motifMap() {
    let map = DepthExpansion(from: 32, to: 40)
    #expect(map.insertedLayers == [4, 9, 14, 19, 24, 29, 34, 39])
    let moved = map.layers.indices.filter { !map.layers[$0].isInserted }
    #expect(moved == (0..<32).map { $0 + $0 / 4 })
    #expect(moved.map { map.layers[$0].source } == Array(0..<32))
    #expect(map.insertedLayers.allSatisfy { map.layers[$0].source == map.layers[$0 - 1].source })
  }

  @Test("spans are as equal as possible", arguments: 1...9)
  func spans(inserted: Int) {
    let map = DepthExpansion(from: 4, to: 4 + inserted)
    #expect(map.layers.count == 4 + inserted)
    #expect(map.layers.filter { !$0.isInserted }.map(\.source) == [0, 1, 2, 3])
    #expect(map.layers.last?.isInserted == true)
    let copies = (0..<4).map { layer in
      map.layers.filter { $0.isInserted && $0.source == layer }.count
    }
    if let most = copies.max(), let least = copies.min() { #expect(most - least <= 1) }
  }

  @Test("golden order, compensated weights and logits")
  func golden() throws {
    let (base, ids, logits) = try golden("hypercloning")
    for golden in try Fixtures.cases("depth_expansion") {
      let source = try GrowthModels.config(base, "src_config")
      let count = Int(try golden.scalar("new_layers"))
      let plan = try GrowthPlan(from: source, to: source.expanded(byLayers: count))
      #expect(plan.depth.layers.map(\.source) == (try golden.integers("order")))
      #expect(
        plan.depth.layers.map { $0.isInserted ? 1 : 0 } == (try golden.integers("is_new")))
      try expectCompensation(plan, golden, base)
      let model = try CausalLanguageModel(
        plan.target, source: GrownSource(plan, from: GoldenSource(golden: base)))
      let comparison = Comparison(
        golden.label, GrowthModels.logits(model, ids).values, logits, relative: 2e-5)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  /// Exactly the golden tensors change, to the golden values, computed in Double.
  private func expectCompensation(
    _ plan: GrowthPlan, _ golden: FixtureCase, _ base: FixtureCase
  ) throws {
    for step in plan.steps {
      let source = try base.doubles("src." + step.source.name)
      let companion = try step.companion.map { try base.doubles("src." + $0.name) } ?? []
      let grown = step.apply(to: source, companion: companion)
      let name = "compensated." + step.target.name
      if golden.has(name) {
        let comparison = Comparison(
          name, grown, try golden.doubles(name), relative: 1e-10, absolute: 1e-13)
        #expect(comparison.matches, "\(comparison)")
      } else {
        let isZero = grown.allSatisfy { $0 == 0 }
        #expect(isZero || grown == source, "\(step.target.name) changed")
      }
    }
  }

  @Test("without compensation the logits are the naive ones, and far off")
  func naive() throws {
    let (base, ids, logits) = try golden("hypercloning")
    for golden in try Fixtures.cases("depth_expansion") {
      let source = try GrowthModels.config(base, "src_config")
      let count = Int(try golden.scalar("new_layers"))
      let kept = source.expanded(byLayers: count, keepingLambdaIndices: true)
      let plan = try GrowthPlan(from: source, to: kept)
      // The plan for kept indices changes no weight; in a model that counts anew it must fail.
      var counted = kept
      counted.lambdaInitIndices = []
      let model = try CausalLanguageModel(
        counted, source: GrownSource(plan, from: GoldenSource(golden: base)))
      let naive = GrowthModels.logits(model, ids).values
      let comparison = Comparison(
        golden.label, naive, try golden.doubles("naive_logits"), relative: 2e-5)
      #expect(comparison.matches, "\(comparison)")
      let moved = plan.depth.layers.indices.contains {
        !plan.depth.layers[$0].isInserted && plan.depth.layers[$0].source != $0
      }
      let unharmed = Comparison("naive", naive, logits, relative: 1e-4, absolute: 0).matches
      #expect(unharmed == !moved)
    }
  }

  @Test("kept λ indices: golden logits, loss and gradients of the zero projections")
  func keptIndices() throws {
    let (base, ids, logits) = try golden("hypercloning")
    for golden in try Fixtures.cases("depth_expansion") {
      let source = try GrowthModels.config(base, "src_config")
      let target = source.expanded(
        byLayers: Int(try golden.scalar("new_layers")), keepingLambdaIndices: true)
      #expect(target == (try GrowthModels.config(golden)))
      let plan = try GrowthPlan(from: source, to: target)
      let model = try CausalLanguageModel(
        target, source: GrownSource(plan, from: GoldenSource(golden: base)))
      let output = model(ids)
      let comparison = Comparison(
        golden.label, model.logits(output.hidden).values, logits, relative: 2e-5)
      #expect(comparison.matches, "\(comparison)")
      let time = ids.shape[1]
      let labels = TokenTensor(
        (0..<ids.count).map { $0 % time == time - 1 ? -100 : ids.values[$0 + 1] },
        shape: ids.shape)
      let loss = model.loss(
        output, labels: labels, normalizer: Double(ids.count - ids.shape[0]))
      try expect(golden, "loss", loss)
      let gradients = loss.backward()
      for layer in plan.depth.insertedLayers {
        for name in ["self_attn.o_proj.weight", "mlp.down_proj.weight"] {
          let parameter = try #require(model.parameters["model.layers.\(layer).\(name)"])
          #expect(parameter.value.values.allSatisfy { $0 == 0 })
          try expect(golden, "grad." + parameter.name, try #require(gradients[parameter]))
        }
      }
    }
  }

  @Test("the shift is made up for in both directions, by zero λ vectors too", arguments: [0, 1])
  func directions(offset: Int) throws {
    var source = GrowthModels.small
    source.lambdaInitOffset = offset
    source.lambdaInitIndices = [5, 0]
    var target = GrowthModels.grown(source, layers: 2)
    target.lambdaInitIndices = [0, 7, 7, 3]
    for zeroKeys in [false, true] {
      let seed = try CausalLanguageModel(source, source: UnevenSource())
      if zeroKeys {
        for parameter in seed.parameters.parameters where parameter.name.contains("lambda_k") {
          parameter.value.scale(by: 0)
        }
      }
      let plan = try GrowthPlan(from: source, to: target)
      let grown = try CausalLanguageModel(
        target, source: GrownSource(plan, from: ModelSource(seed)))
      let ids = GrowthModels.tokens(source.vocabSize)
      let comparison = GrowthModels.compare(
        "offset \(offset)", GrowthModels.logits(grown, ids), GrowthModels.logits(seed, ids))
      #expect(comparison.matches, "\(comparison)")
    }
  }

  private func golden(
    _ name: String
  ) throws -> (FixtureCase, ids: TokenTensor, logits: [Double]) {
    let base = try Fixtures.load(name)
    let ids = TokenTensor(
      try base.integers("input_ids"), shape: Shape(try base.shape("input_ids")))
    return (base, ids, try base.doubles("logits"))
  }

  private func expect(_ golden: FixtureCase, _ name: String, _ actual: Tensor) throws {
    let comparison = Comparison(
      "\(golden.label) \(name)", actual.values, try golden.doubles(name), relative: 2e-5)
    #expect(comparison.matches, "\(comparison)")
  }
}
