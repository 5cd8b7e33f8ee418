import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifConfig
import Testing

@Suite struct ConfigLoaderTests {
  static let minimal = """
    {"data": {"sources": [{"name": "tales"}]}, "training": {"steps": 10}}
    """

  static func load(_ text: String, _ overrides: String...) throws(ConfigErrors) -> ResolvedConfig {
    try ConfigLoader.load(text: text, file: "recipes/small.json", overrides: overrides)
  }

  static func origin(of key: String, in resolved: ResolvedConfig) -> String? {
    resolved.origins.first { $0.key == key }.map { "\($0.value) from \($0.origin)" }
  }

  @Test func defaultsFillWhatIsMissing() throws {
    let config = try Self.load(Self.minimal).config
    var expected = TrainConfig()
    expected.name = "small"
    expected.training.steps = 10
    expected.tokenizer.vocabSize = 512
    var source = SourceSettings()
    source.name = "tales"
    expected.data.sources = [source]
    #expect(config == expected)
    #expect(config.training.stepCount == 10)
    #expect(config.training.tokensPerStep == 16 * 256)
  }

  @Test func anEmptyNameTakesThatOfTheFile() throws {
    let written = Self.minimal.replacing("{\"data\"", with: "{\"name\": \"\", \"data\"")
    for resolved in [try Self.load(Self.minimal, "name="), try Self.load(written)] {
      #expect(resolved.config.name == "small")
      #expect(Self.origin(of: "name", in: resolved) == "\"small\" from default")
      #expect(
        try ConfigLoader.load(text: resolved.json, file: "config.json").config.name == "small")
    }
  }

  /// The bound on reasoning is the pre-training's; a stage that fine-tunes has one where it says so.
  @Test func fineTuningHoldsNoReasoning() throws {
    let text = #"""
      {"chat": {"template": "motif"}, "training": {"steps": 1}, "stages": [
        {"kind": "pretrain", "data": {"sources": [{"name": "reasoning"}, {"name": "web"}]}},
        {"kind": "finetune", "data": {"sources": [
          {"name": "reasoning", "kind": "tasks", "family": "chain"}]}},
        {"kind": "finetune", "name": "held", "data": {"mixture": {"reasoning": "reasoning"},
          "sources": [{"name": "reasoning", "kind": "tasks", "family": "chain"},
            {"name": "rest", "kind": "tasks", "family": "chain"}]}}]}
      """#
    let stages = try ConfigLoader.pipeline(text: text, file: "a.json").stages
    #expect(stages.map(\.resolved.config.data.mixture.reasoning) == ["reasoning", "", "reasoning"])
  }

  @Test func reportDefaultsOfTheRecipe() {
    let config = TrainConfig()
    #expect(config.optimizer.kind == .muonClip)
    #expect(config.optimizer.weightDecay == 0.1 && config.optimizer.momentum == 0.95)
    #expect(config.optimizer.beta1 == 0.9 && config.optimizer.beta2 == 0.95)
    #expect(config.optimizer.newtonSchulz == .motif && config.optimizer.updateScale == .moonlight)
    #expect(config.optimizer.qkClip.threshold == 100 && config.optimizer.qkClip.mode == .balanced)
    #expect(config.schedule.warmupFraction == 0.02 && config.schedule.decayFraction == 0.18)
    #expect(config.schedule.shape == .exp && config.schedule.endRatio == 0.1)
    #expect(config.training.gradientClip == 1)
    #expect(config.model.config == ModelPresets.named("nano"))
  }

  @Test func presetAndOverridesOfTheModel() throws {
    let resolved = try Self.load(
      """
      {"model": {"preset": "micro", "num_hidden_layers": 3,
        "residual_scale": {"kind": "depth", "value": 1.4}},
       "data": {"sources": [{"name": "tales"}]}, "training": {"steps": 1}}
      """)
    var expected = try #require(ModelPresets.named("micro"))
    expected.layerCount = 3
    expected.residualScale = .depth(1.4)
    #expect(resolved.model == expected)
    #expect(
      Self.origin(of: "model.num_hidden_layers", in: resolved) == "3 from recipes/small.json:1:52")
    #expect(Self.origin(of: "model.hidden_size", in: resolved) == "256 from preset micro")
    #expect(Self.origin(of: "seed", in: resolved) == "0 from default")
  }

  @Test func vocabularyIsOneNumber() throws {
    let byTokenizer = try Self.load(Self.minimal, "tokenizer.vocabSize=1024")
    #expect(byTokenizer.model.vocabSize == 1024)
    let byModel = try Self.load(Self.minimal, "model.vocab_size=700")
    #expect(byModel.config.tokenizer.vocabSize == 700)
    #expect(throws: ConfigErrors.self) {
      try Self.load(Self.minimal, "model.vocab_size=700", "tokenizer.vocabSize=701")
    }
  }

  @Test func commandLineWins() throws {
    let resolved = try Self.load(
      """
      {"data": {"sources": [{"name": "tales"}, {"name": "sums"}],
        "mixture": {"knots": [{"weights": {"tales": 1}}]}}, "training": {"tokens": 9000}}
      """,
      "training.steps=7", "optimizer.learningRate=1e-3", "name=12", "output=out=1",
      "data.sources.sums.family=arithmetic", "data.sources.0.documents=5",
      "data.mixture.knots.0.weights.sums=3", "generation.prompts=[\"A\", \"B\"]",
      "optimizer.kind=adamw", "optimizer.learningRate=2e-3")
    let config = resolved.config
    // Steps replace the tokens of the file: a later layer chooses anew.
    #expect(config.training.steps == 7 && config.training.tokens == 0)
    #expect(config.optimizer.learningRate == 2e-3 && config.optimizer.kind == .adamw)
    #expect(config.name == "12" && config.output == "out=1")
    #expect(config.data.sources.map(\.family) == [.stories, .arithmetic])
    #expect(config.data.sources.map(\.documents) == [5, 2000])
    #expect(config.data.mixture.knots[0].weights == ["tales": 1, "sums": 3])
    #expect(config.generation.prompts == ["A", "B"])
    #expect(
      Self.origin(of: "optimizer.learningRate", in: resolved)
        == "2e-3 from --set optimizer.learningRate=2e-3")
  }

  @Test func anotherKindDropsTheKeysOfTheFirst() throws {
    let text = """
      {"data": {"sources": [{"name": "tales", "documents": 5}]}, "training": {"steps": 1},
       "optimizer": {"kind": "muonClip", "momentum": 0.9, "weightDecay": 0,
         "qkClip": {"threshold": 5}}}
      """
    let config = try Self.load(
      text, "optimizer.kind=adamw", "data.sources.tales.kind=text",
      "data.sources.tales.path=a.txt"
    ).config
    #expect(config.optimizer.momentum == 0.95 && config.optimizer.qkClip.threshold == 100)
    #expect(config.optimizer.weightDecay == 0)
    #expect(config.data.sources[0].documents == 2000 && config.data.sources[0].path == "a.txt")
  }

  @Test func stepsFollowFromTokens() throws {
    let config = try Self.load(
      Self.minimal, "training.tokens=1e6", "training.batchTokens=4096",
      "training.sequenceLength=128", "training.microBatchSize=8"
    ).config.training
    #expect(config.sequencesPerStep == 32 && config.tokensPerStep == 4096)
    #expect(config.stepCount == 245)
    #expect(config.tokens == 1_000_000 && config.steps == 0 && config.batchSize == 0)
  }

  @Test(arguments: ModelPresets.names) func everyPresetIsARecipe(_ name: String) throws {
    let resolved = try Self.load(
      """
      {"extends": "\(name)", "data": {"sources": [{"name": "tales"}]}, "training": {"steps": 1}}
      """)
    #expect(resolved.config.model.preset == name)
    #expect(resolved.model == ModelPresets.named(name))
    #expect(resolved.config.training.batchTokens >= 4096 && resolved.config.training.batchSize == 0)
    #expect(
      Self.origin(of: "training.sequenceLength", in: resolved)?.hasSuffix("from preset \(name)")
        == true)
  }

  /// Its report trained with AdamW and annealed to a quarter; the report of 12.7B did not.
  @Test func theSmallReportHasItsOwnRecipe() throws {
    func config(_ preset: String) throws -> TrainConfig {
      try Self.load(
        """
        {"extends": "\(preset)", "data": {"sources": [{"name": "tales"}]}, "training": {"steps": 1}}
        """
      ).config
    }
    let (small, large) = (try config("motif-2.6b"), try config("motif-2-12.7b"))
    #expect(small.optimizer.kind == .adamw && small.optimizer.learningRate == 5e-4)
    #expect(small.schedule.decayFraction == 0.25 && small.schedule.endRatio == 0.25)
    #expect(small.schedule.shape == .invsqrt)
    #expect(large.optimizer.kind == .muonClip && large.schedule.decayFraction == 0.18)
  }

  @Test func resolvedJSONLoadsToTheSameConfig() throws {
    let first = try Self.load(
      Self.minimal, "model.preset=nano-seed",
      "optimizer.kind=muon", "generation.prompts=[\"one \\\"two\\\" \\u000b\"]",
      "data.mixture.knots=[{\"at\": 0.25, \"weights\": {\"tales\": 0.1}}]",
      "model.lambda_init_index=[0, 1, 1, 2]")
    let second = try ConfigLoader.load(text: first.json, file: "config.json")
    #expect(second.config == first.config)
    #expect(second.json == first.json)
    #expect(!first.json.contains("qkClip") && !first.json.contains("extends"))
    let data = try JSONEncoder().encode(first.config)
    #expect(try JSONDecoder().decode(TrainConfig.self, from: data) == first.config)
  }

  @Test func printedConfigNamesEveryOrigin() throws {
    let text = try Self.load(Self.minimal, "seed=3").printed()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.contains(" = ") && $0.contains("  # ") })
    #expect(lines.contains { $0.hasPrefix("seed = 3 ") && $0.hasSuffix("# --set seed=3") })
    #expect(lines.contains { $0.hasPrefix("data.sources.0.name = \"tales\" ") })
    #expect(lines.contains { $0.hasSuffix("# recipes/small.json:1:66") })
    #expect(!text.contains("data.sources.0.path"))
  }
}
