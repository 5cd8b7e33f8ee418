import MotifCore
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifData

/// Samples that share a row are trained as if each had one of its own.
@Suite struct SampleStepTests {
  private static func config() -> ModelConfig {
    ModelConfig(
      hiddenSize: 16, layerCount: 2, intermediateSize: 24, queryHeadCount: 6,
      keyValueHeadCount: 4, noiseHeadCount: 2, headDim: 4, ropeTheta: 10_000,
      maxPositionEmbeddings: 64, vocabSize: 40)
  }

  /// Samples of 3 to 20 tokens, about half of them trained.
  private static func samples(_ count: Int) throws -> TokenizedSamples {
    var random = CounterRandom(seed: 8, name: "samples")
    var samples = TokenizedSamples(domain: "x", padding: 0)
    while samples.count < count {
      let length = 3 + random.integer(below: 18)
      let tokens = (0..<length).map { _ in Int32(1 + random.integer(below: 39)) }
      let mask = (0..<length).map { _ in random.integer(below: 2) == 0 }
      _ = samples.append(tokens[...], isTrained: mask[...])
    }
    return samples
  }

  private static func batch(_ samples: TokenizedSamples, length: Int, rows: Int) -> PackedBatch {
    var packer = SamplePacker(samples, seed: 0, isShuffled: false)
    var batch = PackedBatch(rows: rows, length: length, padding: samples.padding)
    for row in 0..<rows { packer.fill(&batch, row: row) }
    return batch
  }

  /// Each sample in a row of its own.
  private static func apart(_ samples: TokenizedSamples, length: Int) -> PackedBatch {
    var batch = PackedBatch(rows: samples.count, length: length, padding: samples.padding)
    for index in 0..<samples.count {
      let piece = PackingPlan.Piece(sample: index, range: 0..<samples.range(of: index).count)
      samples.fill(&batch, row: index, with: [piece], domain: 0)
    }
    return batch
  }

  private static func run(
    _ model: CausalLanguageModel, _ batch: PackedBatch
  ) -> (loss: Double, gradients: [[Float]]) {
    let output = model(
      batch.inputTensor, positions: batch.positionTensor, segments: batch.segmentTensor)
    let loss = model.loss(
      output, labels: batch.labelTensor, normalizer: Double(batch.validTokens))
    let gradients = loss.backward()
    return (
      Double(loss.item),
      model.parameters.parameters.map { gradients[$0]?.values ?? [] }
    )
  }

  @Test("packed rows have the loss and the gradients of samples alone") func packed() throws {
    let samples = try Self.samples(24)
    let model = try CausalLanguageModel(Self.config(), seed: 4)
    let rows = SamplePacker(samples, seed: 0, isShuffled: false).rowsOfEpoch(length: 32)
    let packed = Self.batch(samples, length: 32, rows: rows)
    let apart = Self.apart(samples, length: 32)
    #expect(rows < samples.count && packed.validTokens == samples.trainableCount)
    #expect(apart.validTokens == samples.trainableCount)
    let (one, other) = (Self.run(model, packed), Self.run(model, apart))
    #expect(abs(one.loss - other.loss) < 1e-5 * other.loss)
    for (left, right) in zip(one.gradients, other.gradients) {
      let size = right.reduce(0) { max($0, abs($1)) }
      for (a, b) in zip(left, right) { #expect(abs(a - b) <= 1e-5 * size) }
    }
  }

  @Test("another sample in the row changes no logit") func isolated() throws {
    let samples = try Self.samples(24)
    let model = try CausalLanguageModel(Self.config(), seed: 4)
    let batch = Self.batch(samples, length: 32, rows: 4)
    var changed = batch
    var touched: Set<Int> = []
    for row in 0..<4 {
      for place in row * 32..<(row + 1) * 32 where batch.segments[place] == 1 {
        changed.inputs[place] = 1 + (batch.inputs[place] + 7) % 39
        touched.insert(place)
      }
    }
    func logits(_ batch: PackedBatch) -> [Float] {
      model.logits(
        model(
          batch.inputTensor, positions: batch.positionTensor, segments: batch.segmentTensor
        ).hidden
      ).values
    }
    let (before, after) = (logits(batch), logits(changed))
    var differs = false
    for place in 0..<4 * 32 where batch.segments[place] != 0 {
      let range = place * 40..<(place + 1) * 40
      if touched.contains(place) {
        differs = differs || before[range] != after[range]
      } else {
        #expect(before[range] == after[range], "place \(place)")
      }
    }
    #expect(differs && touched.count < 4 * 32)
  }

  @Test("sixteen rows at once are one row sixteen times") func accumulated() throws {
    let samples = try Self.samples(80)
    let batch = Self.batch(samples, length: 24, rows: 16)
    func step(_ rows: Int) throws -> TrainStep.Result {
      let model = try CausalLanguageModel(Self.config(), seed: 4)
      let optimizer = Optimizer(.adamW, model: model)
      return try TrainStep(model: model, optimizer: optimizer)(
        batch, microBatchRows: rows, learningRate: 1e-3)
    }
    let (whole, parts) = try (step(16), step(1))
    #expect(abs(whole.loss - parts.loss) < 1e-5 * whole.loss)
    #expect(abs(whole.gradientNorm - parts.gradientNorm) < 1e-5 * whole.gradientNorm)
    #expect(whole.validTokens == parts.validTokens)
  }
}
