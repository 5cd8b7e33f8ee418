import MotifCore
import MotifModel
import MotifTensor
import Testing

/// The formula of what training computes against the operations that a dry run counts.
@Suite struct TrainingCostTests {
  /// Attention and activation of a model.
  private static let kinds = [(1, "poly_norm"), (0, "poly_norm"), (1, "silu"), (0, "silu")]

  private static func config(tied: Bool, layers: Int = 3) -> ModelConfig {
    var config = ModelConfig(
      hiddenSize: 16, layerCount: layers, intermediateSize: 24, queryHeadCount: 5,
      keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 4, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: 50)
    config.tieWordEmbeddings = tied
    return config
  }

  /// The floating-point operations of a forward and backward pass over three rows of seven tokens.
  private static func counted(_ config: ModelConfig, _ trained: Set<String>) throws -> Double {
    try DryRun.run { run in
      let model = try CausalLanguageModel(config, seed: 0)
      for parameter in model.parameters.parameters {
        parameter.isTrainable = trained.contains(parameter.name)
      }
      let ids = TokenTensor([Int32](repeating: 1, count: 21), shape: [3, 7])
      var gradients = Gradients()
      model.loss(model(ids), labels: ids, normalizer: 21).backward(into: &gradients)
      return run.report.flops.values.reduce(0, +)
    }
  }

  /// What is trained, by parts of names.
  private static let choices: [[String]] = [
    [""], ["layers.0."], ["layers.1."], ["layers.2."], ["layers.0.", "layers.2."],
    ["embed_tokens"], ["model.norm"], ["lm_head", "embed_tokens"], ["layernorm"],
    ["layers.1.input_layernorm"], ["layers.2.post_attention_layernorm"], ["lambda"],
    ["layers.1.self_attn.lambda_k2"], ["layers.2.self_attn.subln"], ["q_proj"],
    ["layers.1.self_attn.k_proj"], ["layers.0.self_attn.v_proj"], ["layers.2.self_attn.o_proj"],
    ["layers.1.mlp.gate_proj"], ["layers.1.mlp.up_proj"], ["layers.2.mlp.down_proj"],
    ["layers.2.mlp.act_fn.bias"], ["layers.0.mlp.act_fn.weight"], ["layers", "norm"],
  ]

  @Test(arguments: choices, [false, true])
  func isWhatADryRunCounts(parts: [String], tied: Bool) throws {
    for (noiseHeads, activation) in Self.kinds {
      var config = Self.config(tied: tied)
      (config.noiseHeadCount, config.hiddenActivation) = (noiseHeads, activation)
      if noiseHeads == 0 { (config.queryHeadCount, config.keyValueHeadCount) = (6, 2) }
      let trained = config.parameterShapes.map(\.name).filter { name in
        parts.contains { name.contains($0) || $0.isEmpty }
      }
      // The parts of a difference or of PolyNorm that a baseline has not.
      if trained.isEmpty { continue }
      let cost = TrainingCost(config, trained: Set(trained))
      let pairs = 3 * 7 * 8 / 2
      #expect(
        try Self.counted(config, Set(trained)) == 21 * cost.perToken + Double(pairs) * cost.perPair)
    }
  }

  @Test(arguments: ModelPresets.names)
  func isTheFormulaWhereEverythingIsTrained(preset: String) throws {
    let config = try #require(ModelPresets.named(preset))
    let cost = TrainingCost(config)
    #expect(cost == TrainingCost(config, trained: Set(config.parameterShapes.map(\.name))))
    #expect(cost.perToken == config.productFLOPsPerToken)
    for length in [1, 2, 128, 4096] {
      #expect(
        cost.perPair * Double(length + 1) / 2 == config.attentionFLOPsPerToken(length: length))
    }
  }

  /// Below what is trained nothing has a gradient: a third of the work is left there.
  @Test func frozenLayersBelowCostTheForwardPassAlone() throws {
    let config = Self.config(tied: false)
    let names = config.parameterShapes.map(\.name)
    let top = TrainingCost(config, trained: Set(names.filter { $0.contains("layers.2.") }))
    let all = TrainingCost(config)
    let block = Double(config.blockMatrixParameterCount / 3)
    let head = Double(config.vocabSize * config.hiddenSize)
    // Two blocks forward; the third whole, but for what its first products would hand down: that
    // flows to its own norm and no further; the head is frozen, so its weight has no gradient.
    #expect(top.perToken == 2 * 2 * block + 6 * block + 4 * head)
    #expect(top.perPair == Double(6 + 6 + 18) * 20 && all.perPair == 54 * 20)
  }
}
