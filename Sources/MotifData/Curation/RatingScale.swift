internal import Foundation

/// Ratings from 1 up that a model gives by the logits of their tokens.
///
/// Source: Liu et al., "What makes good data for alignment?" (DEITA, 2312.15685).
package enum RatingScale {
  /// The expectation of the rating under the softmax of `logits`, the first for rating 1.
  package static func expectation(_ logits: [Double]) -> Double {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    return zip(1..., weights).reduce(0) { $0 + Double($1.0) * $1.1 } / total
  }

  /// The score of a conversation: the sum over its turns of complexity × quality.
  package static func conversationScore(_ turns: [(complexity: Double, quality: Double)]) -> Double
  {
    turns.reduce(0) { $0 + $1.complexity * $1.quality }
  }
}
