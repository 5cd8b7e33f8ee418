internal import Foundation
internal import MotifTensor

extension FeedForward {
  /// What PolyNorm makes of each of `places` in a row of normally distributed numbers with variance 1,
  /// whose sixth, fourth and second powers have the means 15, 3 and 1:
  /// `w₀ x³/√(15 + ε) + w₁ x²/√(3 + ε) + w₂ x/√(1 + ε) + b`; nil with another activation.
  package func activationCurve(at places: [Double]) -> [Double]? {
    guard let polyNorm else { return nil }
    let weights = polyNorm.weight.readable.values.map(Double.init)
    let bias = Double(polyNorm.bias.readable.values[0])
    let scales = [15.0, 3, 1].map { 1 / ($0 + Double(Self.epsilon)).squareRoot() }
    return places.map { x in
      weights[0] * x * x * x * scales[0] + weights[1] * x * x * scales[1]
        + weights[2] * x * scales[2] + bias
    }
  }
}
