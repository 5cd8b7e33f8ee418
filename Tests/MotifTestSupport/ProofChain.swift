internal import Foundation

/// One result of a kernel: vectorised, and by its reference in both precisions.
public struct Twin: Sendable {
  /// What the result is called in messages.
  public let name: String
  /// The vectorised kernel's numbers.
  public let vectorized: [Float]
  /// The reference's numbers in Float.
  public let float: [Float]
  /// The reference's numbers in Double.
  public let double: [Double]
  /// The largest term behind the numbers, where terms cancel; see ``ProofChain/vectorized(_:_:float:double:magnitude:shape:)``.
  public let magnitude: Double
  /// Whether link 2 is asked for: not where exact numbers cancel to nothing but rounding errors.
  public let provesReference: Bool

  /// A result under its name.
  public init(
    _ name: String, _ vectorized: [Float], float: [Float], double: [Double],
    magnitude: Double = 0, provesReference: Bool = true
  ) {
    self.name = name
    self.vectorized = vectorized
    self.float = float
    self.double = double
    self.magnitude = magnitude
    self.provesReference = provesReference
  }
}

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

  /// Links 2 and 3 over several seeds: the worst error of each side over draws of one shape.
  ///
  /// On a single draw of a tiny shape the reference in Float may be exact by luck, and four times
  /// nothing is nothing. The rule stays as it is; both of its sides see the same larger sample.
  ///
  /// - Parameters:
  ///   - seeds: nil for ``seeds(numbers:)`` of the shape.
  ///   - run: the results for one seed, the same names in the same order for every seed.
  public static func links(
    shape: [Int], seeds: [UInt64]? = nil, _ run: (_ seed: UInt64) -> [Twin]
  ) -> [Comparison] {
    let draws = (seeds ?? Self.seeds(numbers: shape.reduce(1, *))).map(run)
    precondition(
      Set(draws.map { $0.map(\.name) }).count == 1,
      "every seed gives the same results, at least one")
    return draws[0].indices.flatMap { index -> [Comparison] in
      let twins = draws.map { $0[index] }
      let (float, double) = (twins.flatMap(\.float), twins.flatMap(\.double))
      let name = twins[0].name
      let link = vectorized(
        name, twins.flatMap(\.vectorized), float: float, double: double,
        magnitude: twins.reduce(0) { max($0, $1.magnitude) }, shape: shape)
      guard twins.allSatisfy(\.provesReference) else { return [link] }
      return [reference(name, float: float, double: double, shape: shape), link]
    }
  }

  /// The seeds whose worst errors count for a result of `numbers` numbers: ``seedCount`` from
  /// ``baseSeed`` on, or as many as give ``sampleSize`` numbers when that takes more.
  public static func seeds(numbers: Int) -> [UInt64] {
    let count = max(seedCount, (sampleSize + numbers - 1) / max(1, numbers))
    return (0..<UInt64(count)).map { baseSeed &+ $0 }
  }

  /// The least number of draws that link 3 looks at.
  public static let seedCount = 5

  /// The least number of numbers that link 3 looks at: the error of a few is a matter of luck.
  public static let sampleSize = 64

  /// The seed of every random number in tests: 20 251 112, or what `MOTIF_TEST_SEED` says.
  public static let baseSeed: UInt64 =
    ProcessInfo.processInfo.environment["MOTIF_TEST_SEED"].flatMap(UInt64.init) ?? 20_251_112
}
