import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// What a plan promises before any number is read: shapes, roles, counts, and what it refuses.
@Suite("Growth plan") struct GrowthPlanTests {
  static let pairs = [
    ("nano-seed", "nano"), ("micro-seed", "micro"), ("mini-seed", "mini"),
    ("motif-2.6b", "motif-2-12.7b"),
  ]

  private func preset(_ name: String) throws -> ModelConfig {
    try #require(ModelPresets.named(name), "no preset \(name)")
  }

  @Test("every seed preset grows into the shapes of its target", arguments: pairs)
  func presets(seed: String, grown: String) throws {
    let (source, target) = (try preset(seed), try preset(grown))
    let plan = try GrowthPlan(from: source, to: target)
    #expect(plan.steps.map(\.target) == target.parameterShapes)
    #expect(plan.parameterCount == target.parameterCount)
    let sources = source.parameterShapes
    #expect(plan.steps.allSatisfy { sources.contains($0.source) })
    #expect(Set(plan.steps.map(\.source.name)).count == sources.count)
    #expect(plan.factors.hidden == 2 && plan.factors.feedForward == 2)
    #expect(plan.factors.groups == 1 && plan.factors.signalHeads == 4)
  }

  @Test("Motif-2.6B grows to 12,703,860,896 parameters")
  func motif() throws {
    let plan = try GrowthPlan(from: preset("motif-2.6b"), to: preset("motif-2-12.7b"))
    #expect(plan.parameterCount == 12_703_860_896)
    #expect(plan.steps.count == 643)
    #expect(plan.depth.insertedLayers.count == 8)
    let fresh = plan.parameterNames(.newBlocksOnly)
    #expect(fresh.count == 8 * 16)
    #expect(
      fresh.allSatisfy { name in
        plan.depth.insertedLayers.contains { name.hasPrefix("model.layers.\($0).") }
      })
    #expect(plan.parameterNames(.all) == plan.target.parameterShapes.map(\.name))
  }

  @Test("shapes carry the roles that the model declares", arguments: ["nano-seed", "nano"])
  func roles(name: String) throws {
    let config = try preset(name)
    let model = try CausalLanguageModel(config, seed: 1)
    let declared = Dictionary(
      uniqueKeysWithValues: model.parameters.parameters.map { ($0.name, $0.spec) })
    #expect(declared.count == config.parameterShapes.count)
    for shape in config.parameterShapes { #expect(declared[shape.name] == shape.spec) }
  }

  /// Changes to the target that growth must refuse, with a part of the sentence.
  static let refused: [(String, @Sendable (inout ModelConfig) -> Void)] = [
    ("head_dim changes from 6 to 12", { $0.headDim = 12 }),
    ("hidden_size grows from 10 to 15, which is no whole multiple", { $0.hiddenSize = 15 }),
    ("hidden_size shrinks from 10 to 5", { $0.hiddenSize = 5 }),
    ("intermediate_size shrinks", { $0.intermediateSize = 7 }),
    ("num_hidden_layers shrinks from 2 to 1", { $0.layerCount = 1 }),
    ("vocab_size changes", { $0.vocabSize = 54 }),
    (
      "num_key_value_heads grows 1-fold but num_noise_heads 2-fold",
      {
        $0.noiseHeadCount = 4
        $0.queryHeadCount = 8
      }
    ),
    ("rms_norm_eps changes", { $0.rmsNormEpsilon = 1e-5 }),
    ("attn_rms_norm_eps changes", { $0.attentionNormEpsilon = 1e-6 }),
    ("the target config is impossible: num_attention_heads", { $0.queryHeadCount = 5 }),
  ]

  @Test("refusals say what and why", arguments: refused.indices)
  func refusals(index: Int) throws {
    let (sentence, change) = Self.refused[index]
    var target = GrowthModels.small
    change(&target)
    let error = #expect(throws: GrowthError.self) {
      try GrowthPlan(from: GrowthModels.small, to: target)
    }
    let text = error?.description ?? ""
    #expect(text.contains(sentence), "\(text)")
  }

  @Test("a plain attention source and a head that would be tied are refused")
  func refusedSources() throws {
    var plain = GrowthModels.small
    plain.noiseHeadCount = 0
    var error = #expect(throws: GrowthError.self) {
      try GrowthPlan(from: plain, to: GrowthModels.small)
    }
    #expect(error?.description.contains("no differential model") == true)
    var untied = GrowthModels.small
    untied.tieWordEmbeddings = false
    error = #expect(throws: GrowthError.self) {
      try GrowthPlan(from: untied, to: GrowthModels.small)
    }
    #expect(error?.description.contains("tie_word_embeddings") == true)
  }

  @Test("a signal head count between multiples is refused")
  func signalHeads() throws {
    let source = GrowthModels.grown(signalHeads: 2)
    var target = source
    target.queryHeadCount = 2 * 4
    let error = #expect(throws: GrowthError.self) { try GrowthPlan(from: source, to: target) }
    #expect(error?.description.contains("signal heads a group grows from 2 to 3") == true)
  }
}
