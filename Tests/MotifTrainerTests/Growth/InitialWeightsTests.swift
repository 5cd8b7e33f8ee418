import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import Testing

@testable import MotifTrainer

/// What a run starts from, and what its metrics say about copies.
@Suite("Initial weights") struct InitialWeightsTests {
  private func model(_ change: (inout ModelConfig) -> Void = { _ in }) throws
    -> CausalLanguageModel
  {
    var config = try #require(ModelPresets.named("nano-seed"))
    (config.layerCount, config.vocabSize) = (2, 300)
    change(&config)
    return try CausalLanguageModel(config, seed: 5)
  }

  private func grown(_ options: GrowthOptions, layers: Int) throws -> CausalLanguageModel {
    let small = try model()
    var target = small.config.expanded(byLayers: layers)
    target.queryHeadCount = 10
    // Noise needs two copies of the input to cancel between.
    target.hiddenSize *= 2
    let plan = try GrowthPlan(from: small.config, to: target, options: options)
    return try CausalLanguageModel(target, source: GrownSource(plan, from: ModelSource(small)))
  }

  @Test("copies without noise have cosine and rank 1, noise parts them; one head has no list")
  func symmetry() throws {
    for hasNoise in [false, true] {
      var record = MetricsRecord(step: 0)
      record.add(symmetryOf: try grown(.init(form: .symmetric, hasNoise: hasNoise), layers: 0))
      guard case .list(let cosines) = record["cloneCosine"],
        case .list(let ranks) = record["cloneRank"]
      else {
        Issue.record("no lists")
        return
      }
      #expect(cosines.count == 2 && ranks.count == 2)
      for (cosine, rank) in zip(cosines, ranks) {
        #expect(hasNoise ? cosine < 0.93 && rank > 1.05 : abs(cosine - 1) < 1e-6 && rank < 1.001)
      }
    }
    var plain = MetricsRecord(step: 0)
    plain.add(symmetryOf: try model())
    #expect(plain.fields.isEmpty)
  }

  @Test("newBlocksOnly freezes all but inserted layers and says when there are none")
  func freezing() throws {
    let model = try grown(.init(), layers: 2)
    var settings = InitializationSettings()
    (settings.kind, settings.trainable) = (.grown, .newBlocksOnly)
    var origin = model.config
    origin.layerCount = 2
    origin.queryHeadCount = 4
    try InitialWeights.freeze(model, settings, grownFrom: origin)
    let trained = model.parameters.parameters.filter(\.isTrainable)
    #expect(trained.count == 32)
    #expect(
      trained.allSatisfy {
        $0.name.hasPrefix("model.layers.1.") || $0.name.hasPrefix("model.layers.3.")
      })
    for wrong in [nil, model.config] {
      #expect(throws: GrowthError.self) {
        try InitialWeights.freeze(model, settings, grownFrom: wrong)
      }
    }
  }

  @Test("an optimizer has no state for frozen parameters and QK-Clip leaves them alone")
  func frozenOptimizer() throws {
    let model = try model()
    for parameter in model.parameters.parameters {
      parameter.isTrainable = parameter.name.hasPrefix("model.layers.1.")
    }
    let optimizer = Optimizer(.adamW, model: model)
    #expect(optimizer.state.count == 32)
    #expect(optimizer.state.allSatisfy { $0.name.hasPrefix("model.layers.1.") })
    let before = model.blocks.map { $0.attention.queryWeight.value.values }
    let logits = model.blocks.map { _ in Array(repeating: Float(50), count: 4) }
    QKClip(threshold: 10).apply(
      to: model.parameters, keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery),
      maxLogits: logits)
    let after = model.blocks.map { $0.attention.queryWeight.value.values }
    #expect(before[0] == after[0] && before[1] != after[1])
  }

  @Test("a preset takes the vocabulary of the source, an unknown name is a sentence")
  func targets() throws {
    var source = try #require(ModelPresets.named("nano-seed"))
    source.vocabSize = 777
    #expect(try GrowthTarget("nano").config(from: source).vocabSize == 777)
    let error = #expect(throws: FileError.self) { try GrowthTarget("giant") }
    #expect(error?.reason.contains("neither a file nor a preset") == true)
  }

  @Test("the mean of runs keeps what all of them have")
  func means() {
    let runs = [1.0, 3.0].map { value in
      var record = MetricsRecord(step: 2)
      record.add("loss", value)
      record.add("tokens", .integer(Int(value)))
      record.add("lambda", .list([value, 2 * value]))
      record.add("bitsPerByte", .table([.init("web", value)]))
      record.add("word", .text("a"))
      if value == 1 { record.add("extra", 1.0) }
      let alone = value == 1 ? [MetricsRecord(step: 3)] : []
      return RunComparison.Run(name: "a", records: [record] + alone)
    }
    let mean = RunComparison.Run.mean("m", of: runs)
    #expect(mean.name == "m" && mean.records.map(\.step) == [2])
    #expect(mean.records[0].fields.map(\.name) == ["loss", "tokens", "lambda", "bitsPerByte"])
    #expect(mean.records[0].number("loss") == 2 && mean.records[0]["lambda"] == .list([2, 4]))
    #expect(mean.records[0]["bitsPerByte"] == .table([.init("web", 2)]))
  }

  @Test("a config needs the folder to start from, and only a start that grows has copies")
  func rules() throws {
    let data = #""data": {"sources": [{"name": "a"}]}, "training": {"steps": 1}"#
    for (section, part) in [
      (#"{"kind": "grown"}"#, "initialization.from"),
      (#"{"kind": "random", "from": "x"}"#, "is a key of kind \"checkpoint\" or \"grown\""),
      (#"{"kind": "checkpoint", "from": "x", "noise": false}"#, "is a key of kind \"grown\""),
      (#"{"kind": "grow", "from": "x"}"#, "did you mean \"grown\""),
    ] {
      let error = #expect(throws: ConfigErrors.self) {
        try ConfigLoader.load(text: "{\"initialization\": \(section), \(data)}", file: "a.json")
      }
      #expect(error.map { "\($0)".contains(part) } == true, "\(String(describing: error))")
    }
  }
}
