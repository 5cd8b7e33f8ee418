import Foundation
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifModel

/// What is shown of attention is what attention computes.
@Suite struct AttentionViewTests {
  private static let tokens = (0..<11).map { ($0 * 7 + 3) % 31 }

  private func model(_ kind: BaselineShape) throws -> CausalLanguageModel {
    try CausalLanguageModel(kind.config, source: UnevenSource())
  }

  /// The weights of every head, times the values, are the outputs of the heads.
  @Test(arguments: BaselineShape.allCases) func weightsGiveTheOutputs(_ kind: BaselineShape) throws
  {
    let model = try model(kind)
    let attention = model.blocks[0].attention
    let time = Self.tokens.count
    let positions = TokenTensor(Array(0..<time), shape: [1, time])
    let x = model.embedding.weight.tensor.gather(TokenTensor(Self.tokens, shape: [1, time]))
    let weights = attention.weights(
      x, rotary: model.rotary, positions: positions, precision: .float32)
    let heads = attention.heads
    let q = model.rotary(attention.queries(x), positions: positions, heads: heads.queryHeads)
    let k = model.rotary(attention.keys(x), positions: positions, heads: heads.keyHeads)
    let v = attention.values(x)
    let expected = q.attention(keys: k, values: v, heads: heads, segments: nil).output.values
    let values = v.values
    let size = heads.valueDim
    var found: [Double] = []
    for row in 0..<time {
      for head in 0..<heads.queryHeads {
        let value = heads.keyHeadOfQuery[head] / (heads.keyHeads / heads.valueHeads)
        for place in 0..<size {
          found.append(
            (0...row).reduce(0.0) { sum, column in
              let number = values[(column * heads.valueHeads + value) * size + place]
              return sum + weights[head][row][column] * Double(number)
            })
        }
      }
    }
    let comparison = Comparison(
      "\(kind)", found, expected.map(Double.init), relative: 1e-4, absolute: 1e-5)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test(arguments: BaselineShape.allCases) func theViewIsOfOneGroup(_ kind: BaselineShape) throws {
    let model = try model(kind)
    let view = try #require(AttentionView(model, reading: Self.tokens))
    #expect(view.signal.map(\.count) == Array(1...Self.tokens.count))
    #expect(view.signal.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
    let isDifferential = model.config.isDifferential
    #expect((view.noise != nil) == isDifferential && (view.lambda != nil) == isDifferential)
    #expect(view.lambda == model.blocks[view.layer].attention.lambdaValue)
    #expect(AttentionView(model, reading: Self.tokens) == view)
    // The first layer reads the embeddings, so that its groups can be asked one by one.
    let x = model.blocks[0].inputNorm(
      model.embedding.weight.tensor.gather(
        TokenTensor(Self.tokens, shape: [1, Self.tokens.count])))
    let places = TokenTensor(Array(Self.tokens.indices), shape: [1, Self.tokens.count])
    let first = model.blocks[0].attention.weights(
      x, rotary: model.rotary, positions: places, precision: .float32)
    func sharpness(_ rows: [[Double]]) -> Double {
      rows.reduce(0) { $0 + ($1.dropFirst().dropLast().max() ?? 0) }
    }
    let size = model.blocks[0].attention.heads.signalHeads + 1
    for head in stride(from: 0, to: first.count, by: size) {
      #expect(sharpness(view.signal) >= sharpness(first[head]))
    }
    if view.layer == 0 { #expect(view.signal == first[view.group * size]) }
    #expect(AttentionView(model, reading: []) == nil)
    #expect(AttentionView(model, reading: [5])?.signal == [[1]])
  }

  /// In a row with the moments of a normal distribution PolyNorm itself gives the curve.
  @Test func theCurveIsPolyNorm() throws {
    var config = try #require(ModelPresets.named("nano"))
    config.intermediateSize = 64
    let model = try CausalLanguageModel(config, source: UnevenSource())
    let branch = model.blocks[0].feedForward
    // Gauss and Hermite: four numbers whose powers have the means 1, 3 and 15 in these shares.
    let root = 6.0.squareRoot()
    let (near, far) = ((3 - root).squareRoot(), (3 + root).squareRoot())
    let share = (3 + root) / 6
    let width = 100_000
    let inner = Int((share * Double(width) / 2).rounded())
    let row = (0..<width).map { index -> Float in
      let sign: Double = index % 2 == 0 ? 1 : -1
      return Float(index < 2 * inner ? sign * near : sign * far)
    }
    let polyNorm = try #require(branch.polyNorm)
    let found = Tensor(row, shape: [1, width]).polyNorm(
      weight: polyNorm.weight.tensor, bias: polyNorm.bias.tensor, epsilon: FeedForward.epsilon,
      times: Tensor(Array(repeating: 1, count: width), shape: [1, width])
    ).values
    let curve = try #require(branch.activationCurve(at: [near, -near, far, -far]))
    let places = [0, 1, width - 2, width - 1]
    let comparison = Comparison(
      "curve", places.map { Double(found[$0]) }, curve, relative: 1e-3, absolute: 1e-3)
    #expect(comparison.matches, "\(comparison)")
    #expect(try self.model(.softmaxSwiGLU).blocks[0].feedForward.activationCurve(at: [1]) == nil)
  }
}
