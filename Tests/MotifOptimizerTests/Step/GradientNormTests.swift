import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// The norm that clipping divides by: exact, so that no partition of the gradients changes it.
@Suite struct GradientNormTests {
  private static func model() throws -> CausalLanguageModel {
    try CausalLanguageModel(
      ModelConfig(
        hiddenSize: 24, layerCount: 2, intermediateSize: 40, queryHeadCount: 5,
        keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 8, ropeTheta: 10_000,
        maxPositionEmbeddings: 64, vocabSize: 31),
      seed: 9)
  }

  /// Gradients of `model` that are what `numbers` gives for each parameter.
  private func gradients(
    _ model: CausalLanguageModel, _ numbers: (Parameter) -> [Float]
  ) -> Gradients {
    var gradients = Gradients()
    for parameter in model.parameters.parameters {
      let values = Tensor(numbers(parameter), shape: parameter.spec.shape)
      (parameter.tensor * values).sum().backward(into: &gradients)
    }
    return gradients
  }

  @Test func isThatOfTheConcatenationCutAnywhere() throws {
    let model = try Self.model()
    let optimizer = Optimizer(.muon(.init()), model: model)
    var all: [Float] = []
    let gradients = gradients(model) { parameter in
      let numbers = randomNumbers(parameter.count, "norm.\(parameter.name)", scale: 1e-3)
      all += numbers
      return numbers
    }
    let norm = optimizer.gradientNorm(gradients)
    for shards in [1, 2, 3, 7] {
      let size = (all.count + shards - 1) / shards
      let sum = stride(from: 0, to: all.count, by: size).reversed().map { start in
        Tensor(Array(all[start..<min(all.count, start + size)])).exactSquareSum
      }.reduce(ExactSquareSum(), +)
      #expect(sum.value.squareRoot().bitPattern == norm.bitPattern, "\(shards) shards")
    }
  }

  /// Squares that no Float can hold are no reason to refuse a step.
  @Test func largeGradientsAreClipped() throws {
    let model = try Self.model()
    let optimizer = Optimizer(.adamW, model: model)
    var gradients = gradients(model) { [Float](repeating: 1e30, count: $0.count) }
    let count = model.parameters.parameters.reduce(0) { $0 + $1.count }
    let norm = optimizer.gradientNorm(gradients)
    let expected = Double(count).squareRoot() * Double(Float(1e30))
    #expect(abs(norm - expected) <= 2 * expected.ulp)
    let report = try optimizer.step(
      &gradients, learningRate: 1e-3, gradientNorm: norm, gradientClip: 1, maxLogits: [])
    #expect(report.gradientScale == 1 / norm)
    #expect(model.parameters.parameters.allSatisfy { $0.value.isFinite })
  }

  /// Squares below the smallest Float count.
  @Test func smallGradientsAreNotNothing() throws {
    let model = try Self.model()
    let optimizer = Optimizer(.adamW, model: model)
    let gradients = gradients(model) { [Float](repeating: 0x1p-120, count: $0.count) }
    let count = model.parameters.parameters.reduce(0) { $0 + $1.count }
    #expect(optimizer.gradientNorm(gradients) == Double(count).squareRoot() * 0x1p-120)
  }
}
