import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import MotifOptimizer
import Testing

/// What QK-Clip does to the logits of a model, measured by running it again.
@Suite struct QKClipModelTests {
  private var model: CausalLanguageModel
  private let ids: TokenTensor

  init() throws {
    model = try Self.model(keyHeads: 4, noiseHeads: 2)
    ids = TokenTensor(randomIntegers(24, below: 40, "ids"), shape: [1, 24])
  }

  private static func model(keyHeads: Int, noiseHeads: Int) throws -> CausalLanguageModel {
    let config = ModelConfig(
      hiddenSize: 24, layerCount: 2, intermediateSize: 16, queryHeadCount: 6,
      keyValueHeadCount: keyHeads, noiseHeadCount: noiseHeads, headDim: 6, ropeTheta: 10_000,
      maxPositionEmbeddings: 32, vocabSize: 40)
    let model = try CausalLanguageModel(config, seed: 4)
    // Large enough that some heads exceed the threshold and some do not.
    for block in model.blocks {
      let weight = block.attention.queryWeight
      let rows = weight.spec.shape[0]
      weight.value.scaleRows(by: (0..<rows).map { Float(4 + $0 / 6 * 8) })
    }
    return model
  }

  /// The scores of the first layer; those of later ones change with it.
  private var logits: [Float] { withoutGradients { model(ids) }.maxLogits[0] }

  @Test(
    "without noise heads too, where query heads share a key", arguments: [1, 2, 3, 6],
    [QKClip.Mode.balanced, .balancedMinimum, .qOnly])
  mutating func softmax(keyHeads: Int, mode: QKClip.Mode) throws {
    model = try Self.model(keyHeads: keyHeads, noiseHeads: 0)
    #expect(model.blocks[0].attention.keyHeadOfQuery == (0..<6).map { $0 * keyHeads / 6 })
    try balanced(share: 2, mode: mode)
  }

  @Test(
    "violators end at τ, other heads keep their logits", arguments: [1.0, 2, 3],
    [QKClip.Mode.balanced, .balancedMinimum, .qOnly])
  func balanced(share: Double, mode: QKClip.Mode) throws {
    let before = logits
    let sorted = before.sorted()
    let threshold = Double(sorted[1]) / share + Double(sorted[4]) * (1 - 1 / share)
    let violators = before.map { Double($0) > threshold }
    #expect(violators.contains(true) && violators.contains(false))
    let scales = QKClip(mode: mode, threshold: threshold).apply(
      to: model.parameters, keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery),
      maxLogits: [before, [Float](repeating: -.infinity, count: 6)])
    #expect(scales[1].clippedHeads == 0 && scales[1].smallestFactor == 1)
    #expect(scales[0].clippedHeads == violators.count(where: \.self))
    for (head, (old, new)) in zip(before, logits).enumerated() {
      let expected = violators[head] ? threshold : Double(old)
      #expect(abs(Double(new) - expected) <= 1e-5 * abs(expected), "head \(head)")
    }
  }

  @Test func aFrozenLayerIsLeftAloneAndCountsAsNotClipped() throws {
    let before = logits
    for block in model.blocks { block.attention.queryWeight.isTrainable = false }
    let scales = QKClip(threshold: 1e-3).apply(
      to: model.parameters, keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery),
      maxLogits: [before, before])
    #expect(scales.allSatisfy { $0.clippedHeads == 0 && $0.smallestFactor == 1 })
    #expect(logits == before)
  }
}
