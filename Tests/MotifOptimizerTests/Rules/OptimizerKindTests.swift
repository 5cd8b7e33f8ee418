import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

/// The optimizers that runs compare: MuonClip, Muon without a clip, AdamW for everything.
@Suite struct OptimizerKindTests {
  /// What two steps leave of the weights, by name, and the largest logit of the last.
  private func train(
    _ kind: Optimizer.Kind, _ shape: BaselineShape
  ) throws -> (weights: [String: [Float]], logit: Float) {
    let packed = try ArithmeticBatches(documents: 60, rows: 4, length: 24, batches: 2)
    var config = shape.config
    config.vocabSize = packed.vocabulary
    let model = try CausalLanguageModel(config, seed: 3)
    var step = TrainStep(model: model, optimizer: Optimizer(kind, model: model))
    var logit: Float = 0
    for batch in packed.batches {
      logit = try step(batch, microBatchRows: 4, learningRate: 1e-2).maxLogits.joined().max() ?? 0
    }
    let weights = model.parameters.parameters.map { ($0.name, $0.value.values) }
    return (Dictionary(uniqueKeysWithValues: weights), logit)
  }

  private func clip(_ threshold: Double) -> Optimizer.Kind {
    .muonClip(.init(), QKClip(threshold: threshold), interval: 1)
  }

  @Test("Muon is MuonClip whose threshold no logit reaches", arguments: BaselineShape.allCases)
  func muonHasNoClip(shape: BaselineShape) throws {
    let muon = try train(.muon(.init()), shape)
    #expect(try train(clip(1e9), shape).weights == muon.weights)
    // Where logits do reach it, only query and key rows differ after the step that clips.
    let clipped = try train(clip(Double(muon.logit) / 4), shape)
    let changed = muon.weights.filter { clipped.weights[$0.key] != $0.value }.map(\.key)
    #expect(
      changed.contains { $0.contains("q_proj") } && changed.contains { $0.contains("k_proj") })
  }

  @Test(
    "AdamW updates the matrices of blocks otherwise than Muon", arguments: BaselineShape.allCases)
  func adamW(shape: BaselineShape) throws {
    let (muon, adamW) = try (train(.muon(.init()), shape), train(.adamW, shape))
    for (name, values) in muon.weights where name.contains("_proj") {
      #expect(adamW.weights[name] != values, "\(name)")
    }
    #expect(adamW.weights.values.joined().allSatisfy { $0.isFinite })
  }
}
