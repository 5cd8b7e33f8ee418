/// The links between a formula and its vectorised kernel; each gives a ``Comparison`` to expect.
///
/// Central differences prove the reference in Double, the reference in Double measures the reference
/// in Float, and the error of the reference in Float bounds that of the vectorised kernel.
public enum ProofChain {
  /// Link 1: a gradient in Double is within 1e-6, relative to its largest number, of central
  /// differences of `loss` at `point`.
  ///
  /// The absolute term of 1e-9 covers gradients that vanish, where only the rounding of `loss` over
  /// the width of the difference is left.
  public static func gradient(
    _ label: String, _ gradient: [Double], at point: [Double], shape: [Int] = [],
    of loss: ([Double]) -> Double
  ) -> Comparison {
    Comparison(
      label, gradient, centralDifferences(at: point, of: loss), relative: 1e-6, absolute: 1e-9,
      shape: shape)
  }

  /// Link 2: the reference in Float is near the reference in Double.
  ///
  /// Allowed are 2e-5, the tolerance of the golden files, or n · 2⁻²⁴ where the longest side n of
  /// `shape` makes that more: the a-priori bound of a first-to-last sum of n terms of one sign.
  public static func reference(
    _ label: String, float: [Float], double: [Double], shape: [Int] = []
  ) -> Comparison {
    let relative = max(2e-5, 0x1p-24 * Double(shape.max() ?? 1))
    return Comparison(
      "\(label), reference", float, double, relative: relative, absolute: 0, shape: shape)
  }

  /// Link 3: `max|v − d| ≤ 4 · max|f − d| + ulp(max|d|)` for the vectorised kernel v, the reference f
  /// in Float and the reference d in Double.
  ///
  /// Where the terms of a result cancel, `magnitude` is their largest number and takes the place of
  /// max|d| when it is larger: an ulp of what is left says nothing about an ulp of the terms.
  public static func vectorized(
    _ label: String, _ vectorized: [Float], float: [Float], double: [Double],
    magnitude: Double = 0, shape: [Int] = []
  ) -> Comparison {
    guard float.count == double.count else {
      return Comparison("\(label), reference", float, double, relative: 0, shape: shape)
    }
    var error = 0.0
    var scale = magnitude
    for (f, d) in zip(float, double) {
      let difference = abs(Double(f) - d)
      // NaN must survive: it makes the bound useless, and the comparison says so.
      if !(difference <= error) { error = difference }
      scale = max(scale, abs(d))
      if error.isNaN { break }
    }
    return Comparison(
      label, vectorized, double, relative: 0, absolute: 4 * error + Double(Float(scale).ulp),
      shape: shape)
  }

  /// Links 2 and 3 together, as every kernel needs them.
  public static func both(
    _ label: String, _ vectorized: [Float], float: [Float], double: [Double], shape: [Int] = []
  ) -> [Comparison] {
    [
      reference(label, float: float, double: double, shape: shape),
      self.vectorized(label, vectorized, float: float, double: double, shape: shape),
    ]
  }
}
