internal import Foundation
internal import MotifTensor

/// What one group of heads reads in a sentence, to be looked at.
package struct AttentionView: Sendable, Equatable {
  /// The layer, from 0.
  package let layer: Int
  /// The group of heads, from 0; without noise heads the query head.
  package let group: Int
  /// λ of the layer; nil without noise heads.
  package let lambda: Double?
  /// `softmax(q kᵀ/√d)` of the group's first signal head: row by row, the first to the row's own token.
  package let signal: [[Double]]
  /// That of its noise head; nil without noise heads.
  package let noise: [[Double]]?

  /// Of all groups of `model` the one whose signal head looks hardest at single tokens other than the
  /// first and each row's own, in `tokens`; nil without tokens.
  ///
  /// For a model that one rank holds. Cost: a forward pass, and `L · Hq · T² · d` products in Double.
  package init?(_ model: CausalLanguageModel, reading tokens: [Int]) {
    guard !tokens.isEmpty else { return nil }
    var best: (view: AttentionView, sharpness: Double)?
    withoutGradients {
      let ids = TokenTensor(tokens, shape: [1, tokens.count])
      let positions = TokenTensor(Array(tokens.indices), shape: [1, tokens.count])
      var hidden = model.embedding.weight.tensor.gather(ids)
      for (layer, block) in model.blocks.enumerated() {
        let attention = block.attention
        let weights = attention.weights(
          block.inputNorm(hidden), rotary: model.rotary, positions: positions,
          precision: model.precision)
        let size = attention.heads.signalHeads + 1
        for group in 0..<weights.count / size {
          let view = AttentionView(
            layer: layer, group: group, lambda: attention.lambdaValue,
            signal: weights[group * size],
            noise: size > 1 ? weights[(group + 1) * size - 1] : nil)
          let sharpness = view.sharpness
          if sharpness > best?.sharpness ?? -1 { best = (view, sharpness) }
        }
        hidden =
          block(
            hidden, rotary: model.rotary, positions: positions, precision: model.precision
          ).output
      }
    }
    guard let best else { return nil }
    self = best.view
  }

  private init(
    layer: Int, group: Int, lambda: Double?, signal: [[Double]], noise: [[Double]]?
  ) {
    (self.layer, self.group, self.lambda) = (layer, group, lambda)
    (self.signal, self.noise) = (signal, noise)
  }

  /// The largest share that one other token has, over all rows.
  private var sharpness: Double {
    signal.reduce(0) { sum, row in sum + (row.dropFirst().dropLast().max() ?? 0) }
  }
}

extension GroupedDifferentialAttention {
  /// `softmax(q kᵀ/√d)` of every query head for one sequence `x` `[1, time, hidden]`, already normalised:
  /// by head in checkpoint order, by row, up to the row's own place.
  func weights(
    _ x: Tensor, rotary: RotaryEmbedding, positions: TokenTensor, precision: ProductPrecision
  ) -> [[[Double]]] {
    let (time, size) = (x.shape[1], heads.headDim)
    let q = rotary(
      queries(x, precision: precision), positions: positions, heads: heads.queryHeads
    ).values
    let k = rotary(
      keys(x, precision: precision), positions: positions, heads: heads.keyHeads
    ).values
    func score(_ head: Int, _ row: Int, _ column: Int) -> Double {
      let query = (row * heads.queryHeads + head) * size
      let key = (column * heads.keyHeads + heads.keyHeadOfQuery[head]) * size
      let dot = (0..<size).reduce(0.0) { $0 + Double(q[query + $1]) * Double(k[key + $1]) }
      return dot / Double(size).squareRoot()
    }
    return (0..<heads.queryHeads).map { head in
      (0..<time).map { row in
        let scores = (0...row).map { score(head, row, $0) }
        let largest = scores.max() ?? 0
        let powers = scores.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
      }
    }
  }
}
