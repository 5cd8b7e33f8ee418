import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// One layer of grouped differential attention against the golden files, in Double and in Float.
@Suite("Attention layer goldens") struct AttentionGoldenTests {
  /// The Float tolerance that the golden files document for this layer.
  static let relative = 5e-5

  private struct Metadata: Decodable {
    let config: ModelConfig
    let layer_idx: Int
    let lambda_init: Double
  }

  private static let weightNames = [
    "lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2", "q_proj.weight", "k_proj.weight",
    "v_proj.weight", "o_proj.weight", "subln.weight",
  ]

  /// The layer's config: with as many layers as its index needs.
  private func metadata(_ golden: FixtureCase) throws -> Metadata {
    try JSONDecoder().decode(Metadata.self, from: Data(golden.metadata().utf8))
  }

  private func positions(_ golden: FixtureCase) throws -> [Int] {
    let row = try golden.integers("positions")
    return try (0..<golden.shape("x")[0]).flatMap { _ in row }
  }

  @Test(
    "in Double: output, λ, largest logits, every gradient", arguments: try Fixtures.cases("gda"))
  func reference(golden: FixtureCase) throws {
    func expect(_ name: String, _ actual: [Double]) throws {
      let comparison = Comparison(
        "\(golden) \(name)", actual, try golden.doubles(name), relative: 1e-10, absolute: 1e-13)
      #expect(comparison.matches, "\(comparison)")
    }
    let metadata = try metadata(golden)
    var weights: [String: [Double]] = [:]
    for name in Self.weightNames { weights[name] = try golden.doubles(name) }
    let model = ReferenceModel(metadata.config, weights: weights)
    let shape = try golden.shape("x")
    let batch = ReferenceModel.Batch(
      count: shape[0], time: shape[1], positions: try positions(golden),
      segments: golden.has("segments") ? try golden.integers("segments") : nil)
    let result = model.attention(
      "", try golden.doubles("x"), batch, lambdaInit: metadata.lambda_init)
    try expect("y", result.y)
    try expect("max_logits", result.maxLogits)
    try expect("lambda_full", [model.lambda("", lambdaInit: metadata.lambda_init)])
    try expect("dx", result.pullback(try golden.doubles("dy")))
    #expect(Set(model.gradients.keys) == Set(Self.weightNames))
    for name in Self.weightNames {
      try expect("grad.\(name)", try #require(model.gradients[name]))
    }
  }

  private struct GoldenSource: ParameterSource {
    let golden: FixtureCase
    func value(for spec: ParameterSpec) throws -> Tensor {
      Tensor(try golden.floats(spec.name), shape: spec.shape)
    }
  }

  @Test("the layer in Float", arguments: try Fixtures.cases("gda"))
  func layer(golden: FixtureCase) throws {
    func expect(_ name: String, _ actual: [Float]) throws {
      let comparison = Comparison(
        "\(golden) \(name)", actual, try golden.doubles(name), relative: Self.relative)
      #expect(comparison.matches, "\(comparison)")
    }
    let metadata = try metadata(golden)
    var config = metadata.config
    config.layerCount = metadata.layer_idx + 1
    #expect(abs(config.lambdaInit(layer: metadata.layer_idx) - metadata.lambda_init) < 1e-14)
    let store = ParameterStore()
    let attention = try GroupedDifferentialAttention(
      config, layer: metadata.layer_idx,
      in: ParameterScope(store: store, source: GoldenSource(golden: golden)))
    let shape = Shape(try golden.shape("x"))
    let tokens: Shape = [shape[0], shape[1]]
    let x = Tensor(try golden.floats("x"), shape: shape).tracked()
    let result = attention(
      x,
      rotary: RotaryEmbedding(
        headDim: config.headDim, theta: config.ropeTheta, maximumLength: 64),
      positions: TokenTensor(try positions(golden), shape: tokens),
      segments: golden.has("segments")
        ? TokenTensor(try golden.integers("segments"), shape: tokens) : nil)
    try expect("y", result.output.values)
    try expect("max_logits", result.maxLogits)
    try expect("lambda_full", [Float(try #require(attention.lambdaValue))])
    let dy = Tensor(try golden.floats("dy"), shape: shape)
    let gradients = (result.output * dy).sum().backward()
    try expect("dx", try #require(gradients[x]).values)
    #expect(Set(store.parameters.map(\.name)) == Set(Self.weightNames))
    for parameter in store.parameters {
      try expect("grad.\(parameter.name)", try #require(gradients[parameter]).values)
    }
  }
}
