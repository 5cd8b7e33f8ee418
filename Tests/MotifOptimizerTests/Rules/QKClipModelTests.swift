import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import MotifOptimizer
import Testing

/// What QK-Clip does to the logits of a model, measured by running it again.
@Suite struct QKClipModelTests {
  private let model: CausalLanguageModel
  private let ids: TokenTensor

  init() throws {
    let config = ModelConfig(
      hiddenSize: 24, layerCount: 2, intermediateSize: 16, queryHeadCount: 6,
      keyValueHeadCount: 4, noiseHeadCount: 2, headDim: 6, ropeTheta: 10_000,
      maxPositionEmbeddings: 32, vocabSize: 40)
    model = try CausalLanguageModel(config, seed: 4)
    // Large enough that some heads exceed the threshold and some do not.
    for block in model.blocks {
      let weight = block.attention.queryWeight
      let rows = weight.spec.shape[0]
      weight.value.scaleRows(by: (0..<rows).map { Float(4 + $0 / 6 * 8) })
    }
    ids = TokenTensor(randomIntegers(24, below: 40, "ids"), shape: [1, 24])
  }

  /// The scores of the first layer; those of later ones change with it.
  private var logits: [Float] { withoutGradients { model(ids) }.maxLogits[0] }

  @Test("violators end at τ, other heads keep their logits", arguments: [1.0, 2, 3])
  func balanced(share: Double) throws {
    let before = logits
    let sorted = before.sorted()
    let threshold = Double(sorted[1]) / share + Double(sorted[4]) * (1 - 1 / share)
    let violators = before.map { Double($0) > threshold }
    #expect(violators.contains(true) && violators.contains(false))
    let scales = QKClip(threshold: threshold).apply(
      to: model.parameters, keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery),
      maxLogits: [before, [Float](repeating: 0, count: 6)])
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

  /// Keys that two heads share shrink less under the exponent 1/(1 + √2) than under the public root,
  /// clip after clip, and logits by exactly γ under either.
  @Test func sharedKeysDoNotCollapse() {
    func shrunk(_ mode: QKClip.Mode) -> (keys: Double, queries: Double) {
      let scales = QKClip(mode: mode, threshold: 1).scales(
        maxLogits: [1.1, 1.1], keyHeadOfQuery: [0, 0])
      return (pow(scales.keys[0], 200), pow(scales.queries[0], 200))
    }
    let logits = pow(1.1, -200.0)
    let (balanced, symmetric) = (shrunk(.balanced), shrunk(.motifPublic))
    for (keys, queries) in [balanced, symmetric] {
      #expect(abs(keys * queries / logits - 1) < 1e-9)
    }
    #expect(abs(symmetric.keys / pow(1.1, -100.0) - 1) < 1e-9)
    #expect(abs(balanced.keys / pow(1.1, -200 / (1 + 2.0.squareRoot())) - 1) < 1e-9)
    #expect(balanced.keys > 4 * symmetric.keys)
  }
}
