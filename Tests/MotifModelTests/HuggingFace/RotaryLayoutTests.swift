import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Checkpoints of other rotary layouts, and the differential transformer as its authors wrote it.
@Suite struct RotaryLayoutTests {
  private struct Weights: ParameterSource {
    let tensors: [String: Tensor]

    func value(for spec: ParameterSpec) throws -> Tensor { try #require(tensors[spec.name]) }
  }

  private struct Layer {
    let heads: Int
    let keyHeads: Int
    let dim: Int
    let depth: Int
    let time: Int

    var hidden: Int { 2 * heads * dim }
    var lambdaInit: Double { 0.8 - 0.6 * exp(-0.3 * Double(depth)) }

    var config: ModelConfig {
      var config = ModelConfig(
        hiddenSize: hidden, layerCount: depth + 1, intermediateSize: 8, queryHeadCount: 2 * heads,
        keyValueHeadCount: 2 * keyHeads, noiseHeadCount: heads, headDim: dim, ropeTheta: 10_000,
        maxPositionEmbeddings: 64, vocabSize: 32)
      config.lambdaInitOffset = 0
      return config
    }

    var specs: [ParameterSpec] {
      func spec(_ name: String, _ shape: Shape, _ role: ParameterRole) -> ParameterSpec {
        ParameterSpec(name: name, shape: shape, role: role)
      }
      return [
        spec("q_proj.weight", [2 * heads * dim, hidden], .queryProjection),
        spec("k_proj.weight", [2 * keyHeads * dim, hidden], .keyProjection),
        spec("v_proj.weight", [2 * keyHeads * dim, hidden], .valueProjection),
        spec("o_proj.weight", [hidden, 2 * heads * dim], .outputProjection),
        spec("subln.weight", [2 * dim], .subNormGain),
      ] + ["q1", "k1", "q2", "k2"].map { spec("lambda_\($0)", [dim], .lambdaVector) }
    }
  }

  @Test(
    "R = 1 without offset is the published layer once its rows are permuted",
    arguments: [(2, 2, 4, 0), (3, 3, 8, 2), (4, 2, 6, 1), (1, 1, 2, 5)])
  func publishedLayer(heads: Int, keyHeads: Int, dim: Int, depth: Int) throws {
    let layer = Layer(heads: heads, keyHeads: keyHeads, dim: dim, depth: depth, time: 7)
    var tensors: [String: Tensor] = [:]
    for spec in layer.specs {
      let numbers = randomNumbers(spec.shape.count, spec.name, scale: 0.4)
      tensors[spec.name] = Tensor(numbers, shape: spec.shape)
    }
    let published = Weights(tensors: tensors)
    let ours = RotaryLayoutSource(published, of: .interleaved, headDim: dim)
    func doubles(_ source: any ParameterSource) throws -> [String: [Double]] {
      try Dictionary(
        uniqueKeysWithValues: layer.specs.map {
          ($0.name, try source.value(for: $0).values.map(Double.init))
        })
    }
    let x = randomNumbers(layer.time * layer.hidden, "x").map(Double.init)
    let result = ReferenceModel(layer.config, weights: try doubles(ours)).attention(
      "", x, .init(count: 1, time: layer.time), lambdaInit: layer.config.lambdaInit(layer: depth))
    let expected = publishedAttention(layer, x, try doubles(published))
    let comparison = Comparison("y", result.y, expected, relative: 1e-10, absolute: 1e-12)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test func thereAndBackIsTheSame() throws {
    let spec = ParameterSpec(name: "q_proj.weight", shape: [12, 5], role: .queryProjection)
    let weights = Weights(tensors: [spec.name: Tensor(randomNumbers(60, "w"), shape: [12, 5])])
    let there = RotaryLayoutSource(weights, of: .interleaved, headDim: 6)
    let back = RotaryLayoutSource(there, of: .halfSplit, as: .interleaved, headDim: 6)
    let original = try weights.value(for: spec).values
    #expect(try back.value(for: spec).values == original)
    // Rows 0 to 5 of a head of three pairs: 0, 2, 4, then 1, 3, 5.
    let rows = try there.value(for: spec).values
    let order = [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]
    #expect(rows == order.flatMap { Array(original[$0 * 5..<($0 + 1) * 5]) })
  }

  /// MultiheadDiffAttn as published with arXiv 2410.05258: heads 2h and 2h + 1 make signal and noise
  /// of head h, pairs of neighbours turn, and every head is normalised on its own.
  private func publishedAttention(
    _ layer: Layer, _ x: [Double], _ weights: [String: [Double]]
  ) -> [Double] {
    let (time, hidden, dim) = (layer.time, layer.hidden, layer.dim)
    func weight(_ name: String) -> [Double] { weights[name] ?? [] }
    func project(_ name: String, _ x: [Double], _ t: Int, row: Int) -> Double {
      let w = weight(name)
      return (0..<hidden).reduce(0) { $0 + w[row * hidden + $1] * x[t * hidden + $1] }
    }
    func turned(_ name: String, _ t: Int, head: Int) -> [Double] {
      let rows = (0..<dim).map { project(name, x, t, row: head * dim + $0) }
      return rows.indices.map { index in
        let pair = index / 2
        let angle = Double(t) * pow(10_000, -2 * Double(pair) / Double(dim))
        let (a, b) = (rows[2 * pair], rows[2 * pair + 1])
        return index % 2 == 0 ? a * cos(angle) - b * sin(angle) : b * cos(angle) + a * sin(angle)
      }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func softmax(_ t: Int, query: Int, key: Int) -> [Double] {
      let q = turned("q_proj.weight", t, head: query)
      let scores = (0...t).map {
        exp(dot(q, turned("k_proj.weight", $0, head: key)) / Double(dim).squareRoot())
      }
      return scores.map { $0 / scores.reduce(0, +) }
    }
    let lambda =
      exp(dot(weight("lambda_q1"), weight("lambda_k1")))
      - exp(dot(weight("lambda_q2"), weight("lambda_k2"))) + layer.lambdaInit
    var concatenated: [Double] = []
    for t in 0..<time {
      for head in 0..<layer.heads {
        let key = head / (layer.heads / layer.keyHeads)
        let signal = softmax(t, query: 2 * head, key: 2 * key)
        let noise = softmax(t, query: 2 * head + 1, key: 2 * key + 1)
        let value = (0..<2 * dim).map { c in
          (0...t).reduce(0) {
            $0 + (signal[$1] - lambda * noise[$1])
              * project("v_proj.weight", x, $1, row: key * 2 * dim + c)
          }
        }
        let norm = (dot(value, value) / Double(2 * dim) + 1e-5).squareRoot()
        concatenated += zip(value, weight("subln.weight")).map {
          (1 - layer.lambdaInit) * $0 * $1 / norm
        }
      }
    }
    return (0..<time).flatMap { t in
      (0..<hidden).map { project("o_proj.weight", concatenated, t, row: $0) }
    }
  }
}
